# A miniature: only what tells how the daemon is compiled.
FROM golang:{{builder}}-alpine AS builder
ARG VERSION=unknown
COPY . /app
WORKDIR /app
RUN CGO_ENABLED=0 go build \
    -ldflags "-s -w \
    -X 'github.com/langgenius/dify-plugin-daemon/{{manifest}}.VersionX=${VERSION}' \
    -X 'github.com/langgenius/dify-plugin-daemon/{{manifest}}.BuildTimeX=$(date -u +%Y-%m-%dT%H:%M:%S%z)'" \
    -o /app/main cmd/server/main.go

FROM alpine:latest
WORKDIR /app
COPY --from=builder --chown=1000:1000 /app/main /app/main
USER 1000:1000
HEALTHCHECK CMD ["./main", "health"]
CMD ["./main"]
