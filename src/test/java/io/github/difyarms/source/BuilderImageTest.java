package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderImageTest {
  @TempDir Path directory;

  private String version(String path, String text) {
    return BuilderImage.goVersion(new Folder(directory).file(path, text).tree())
        .map(GoVersion::toString)
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FROM golang:1.26 AS builder | 1.26",
        "from golang:1.25.8-alpine as builder | 1.25.8",
        "FROM --platform=$BUILDPLATFORM golang:1.22-alpine | 1.22",
        "ARG GO_VERSION=1.25~FROM golang:${GO_VERSION} | 1.25",
        "ARG GO_VERSION=\"1.25\"~FROM golang:$GO_VERSION-alpine | 1.25",
        "FROM golang:${GO_VERSION:-1.24.1} | 1.24.1",
        "FROM mirror.example:5000/library/golang:1.23@sha256:0 AS b | 1.23",
        "FROM golang:1.25 AS a~FROM golang:1.26rc1~FROM golang:1.9 | 1.26rc1",
        "FROM golang:latest | none",
        "FROM golang | none",
        "FROM golang:${UNKNOWN} | none",
        "FROM notgolang:1.26 | none",
        "FROM golang-extra:1.26 | none",
        "# FROM golang:1.26 | none",
        "RUN echo FROM golang:1.26 | none",
        "FROM alpine:3.23 | none",
      })
  void theBuilderIsReadOffTheDockerfile(String text, String version) {
    assertThat(version("docker/local.dockerfile", text.replace("~", "\n"))).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Dockerfile",
        "dockerfile",
        "Dockerfile.local",
        "docker/local/Dockerfile",
        "docker/templates/test.dockerfile"
      })
  void dockerfilesAreKnownByNameAndPlace(String path) {
    assertThat(version(path, "FROM golang:1.26")).isEqualTo("1.26");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"internal/x/Dockerfile", "docker/readme.md", "mydocker/Dockerfile", "docker.go"})
  void otherFilesAreNot(String path) {
    assertThat(version(path, "FROM golang:1.26")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'versions: {python: \"3.12\", golang: \"1.24.13\"}' | 1.24.13",
        "'go_version: \"1.25\"' | 1.25",
        "'mirrors: {golang: \"https://golang.org/dl\"}' | none",
        "'versions: {golang: 1.2}' | none",
        "'a: [1' | none",
        "'a: !!java.net.URL [\"http://localhost/\"]' | none",
        "'' | none",
      })
  void generatedDockerfilesHaveTheirVersionInYaml(String yaml, String version) {
    assertThat(version("docker/versions.yaml", yaml)).isEqualTo(version);
  }

  @Test
  void theHighestOfAllCounts() {
    new Folder(directory).file("docker/test.dockerfile", "FROM golang:1.23.9");

    assertThat(version("docker/versions.yaml", "golang: '1.24.13'")).isEqualTo("1.24.13");
  }
}
