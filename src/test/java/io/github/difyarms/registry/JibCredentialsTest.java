package io.github.difyarms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JibCredentialsTest {
  /** Variables of a build that hold secrets, or arguments with secrets among them. */
  private static final List<String> SECRETS =
      List.of(
          "ARMS_LICENSE_KEY",
          "GOPROXY",
          "GOSUMDB",
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "MAVEN_ARGS",
          "MAVEN_CMD_LINE_ARGS",
          "MAVEN_CONFIG",
          "MAVEN_OPTS");

  private final List<String> told = new ArrayList<>();
  @TempDir Path folder;

  private String helper(String lines) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("helper"), "#!/bin/sh\n/bin/cat >/dev/null\n" + lines + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  private Optional<Credential> find(Optional<String> helper, Map<String, String> environment) {
    return new JibCredentials(Optional.empty(), helper, Map.of(), environment, told::add)
        .find(ImageReference.parse("registry.example/a/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo '{\"Username\":\"\",\"Secret\":\"s3cret\"}'",
        "echo '{\"Username\":\"me\",\"Secret\":\"s3cret\",,'",
        "echo 's3cret'",
        "echo '{\"Username\":\"me\",\"Secret\":[\"s3cret\"]}'"
      })
  void whatAHelperGivesIsNotShownNorIsItInACause(String lines) throws IOException {
    String helper = helper(lines);

    DifyArmsException stop =
        catchThrowableOfType(DifyArmsException.class, () -> find(Optional.of(helper), Map.of()));

    assertThat(stop.code()).isEqualTo(ErrorCode.CREDENTIAL_HELPER_FAILED);
    for (Throwable t = stop; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContain("s3cret");
    }
  }

  /** In a JVM that has the variables itself: a helper inherits what nobody takes away. */
  @Test
  void aHelperGetsNoSecretOfTheBuild() throws IOException {
    Path seen = folder.resolve("seen");
    Path file =
        Path.of(helper("env >'" + seen + "'\necho '{\"Username\":\"me\",\"Secret\":\"x\"}'"));
    Path named = Files.move(file, folder.resolve("docker-credential-seeing"));
    Files.writeString(
        folder.resolve("config.json"), "{\"credHelpers\":{\"registry.example\":\"seeing\"}}");
    for (String helper : List.of(named.toString(), "")) {
      CommandLine child =
          CommandLine.of(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Asking.class.getName(),
                  helper)
              .with("DOCKER_CONFIG", folder.toString())
              .with("PATH", folder + ":" + System.getenv("PATH"))
              .with("OTHER", "stays");
      for (String secret : SECRETS) {
        child.with(secret, "-Dmark=s3cret");
      }

      assertThat(child.run().orFail()).contains("me has x");

      assertThat(Files.readString(seen)).contains("OTHER=stays").doesNotContain("s3cret");
      Files.delete(seen);
    }
  }

  /** Asks a helper by its name, or the one that docker's file names. */
  static final class Asking {
    public static void main(String[] helper) {
      Optional<String> named = Optional.of(helper[0]).filter(name -> !name.isEmpty());
      Credential found =
          new JibCredentials(Optional.empty(), named, Map.of(), System.getenv(), note -> {})
              .find(ImageReference.parse("registry.example/a/b"))
              .orElseThrow();
      System.out.println(found.username() + " has " + found.secret());
    }
  }

  @Test
  void dockerHubIsAskedForByTheNameThatDockerLoginGivesIt() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("hub"),
            "#!/bin/sh\nread server; case \"$server\" in https://index.docker.io/v1/)"
                + " echo '{\"Username\":\"me\",\"Secret\":\"hub\"}' ;;"
                + " *) echo 'credentials not found in native keychain'; exit 1 ;; esac\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    String helper = file.toString();

    Optional<Credential> found =
        new JibCredentials(Optional.empty(), Optional.of(helper), Map.of(), Map.of(), told::add)
            .find(ImageReference.parse("docker.io/langgenius/dify-api"));

    assertThat(found.orElseThrow().secret()).isEqualTo("hub");
  }

  private JibCredentials withAuths(String auths) throws IOException {
    Path file = Files.writeString(folder.resolve("auth.json"), "{\"auths\":" + auths + "}");
    return new JibCredentials(
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of("REGISTRY_AUTH_FILE", file.toString()),
        told::add);
  }

  @Test
  void namespacesWithLoginsOfTheirOwnArePartsOfARegistry() throws IOException {
    JibCredentials credentials =
        withAuths(
            "{\"registry.example/a\":{\"auth\":\"YTpz\"},\"registry.example\":{\"auth\":\"YjpzMg==\"}}");
    ImageReference inside = ImageReference.parse("registry.example/a/b");
    ImageReference outside = ImageReference.parse("registry.example/c/b");

    assertThat(credentials.find(inside).orElseThrow().username()).isEqualTo("a");
    assertThat(credentials.find(outside).orElseThrow().username()).isEqualTo("b");
    assertThat(credentials.part(inside)).isEqualTo("registry.example/a");
    assertThat(credentials.part(outside)).isEmpty();
  }

  @Test
  void dockerHubHasNamespacesToo() throws IOException {
    JibCredentials credentials = withAuths("{\"docker.io/langgenius\":{\"auth\":\"YTpz\"}}");

    assertThat(credentials.find(ImageReference.parse("langgenius/dify-api"))).isPresent();
    assertThat(credentials.find(ImageReference.parse("other/dify-api"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[::1]:5000",
        "[::1]:5000/a",
        "https://[::1]:5000/v2/",
        "[2001:db8::7]",
        "[2001:db8::7]/a/b"
      })
  void aRegistryWithoutANameHasCredentialsInFiles(String key) throws IOException {
    String host = key.replaceFirst("https://", "").replaceFirst("/.*", "");

    Optional<Credential> found =
        withAuths("{\"" + key + "\":{\"auth\":\"YTpz\"}}")
            .find(ImageReference.parse(host + "/a/b"));

    assertThat(found.orElseThrow().secret()).isEqualTo("s");
  }

  @Test
  void aDamagedFileIsToldAndTheSearchGoesOn() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"auths\": s3cret}");

    assertThat(find(Optional.empty(), Map.of("DOCKER_CONFIG", folder.toString()))).isEmpty();
    assertThat(told).anyMatch(line -> line.contains("config.json gives no credentials: it is not"));
    assertThat(told.toString()).doesNotContain("s3cret");
  }
}
