# A miniature: only what tells how the daemon is compiled.
FROM golang:{{builder}}-alpine AS builder
ARG VERSION=unknown
COPY . /app
WORKDIR /app
RUN CGO_ENABLED=0 go build \
    -ldflags "\
    -X 'github.com/langgenius/dify-plugin-daemon/{{manifest}}.VersionX=${VERSION}' \
    -X 'github.com/langgenius/dify-plugin-daemon/{{manifest}}.BuildTimeX=$(date -u +%Y-%m-%dT%H:%M:%S%z)'" \
    -o /app/main cmd/server/main.go
RUN CGO_ENABLED=0 go build \
    -ldflags "-X 'main.VersionX=${VERSION}'" \
    -o /app/commandline ./cmd/commandline

FROM ubuntu:24.04
WORKDIR /app
COPY --from=builder /app/main /app/commandline /app/
CMD ["/bin/bash", "-c", "/app/commandline migrate && exec /app/main"]
