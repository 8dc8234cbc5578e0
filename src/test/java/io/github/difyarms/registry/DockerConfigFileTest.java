package io.github.difyarms.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerConfigFileTest {
  private static final String HOST = "registry.example:5000";

  @TempDir Path folder;

  private DockerConfigFile read(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("config.json"), json);
    return DockerConfigFile.read(file, List.of(HOST), "team/tools/dify-api");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOST,
        "https://" + HOST,
        "http://" + HOST,
        "https://" + HOST + "/v1/",
        "https://" + HOST + "/a/b",
        HOST + "/v2/"
      })
  void anEntryIsFoundByEveryWayThatTheHostIsWritten(String key) throws IOException {
    DockerConfigFile config =
        read("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, base64("me:s3:cret")));

    Credential found = config.credential().orElseThrow();
    assertThat(found.username()).isEqualTo("me");
    assertThat(found.secret()).isEqualTo("s3:cret");
    assertThat(found.origin()).endsWith("config.json");
    assertThat(config.helper()).isEmpty();
  }

  @Test
  void anotherHostsEntryIsNotOurs() throws IOException {
    String auth = base64("me:s3cret");

    assertThat(read("{\"auths\":{\"registry.example\":{\"auth\":\"" + auth + "\"}}}").credential())
        .isEmpty();
    assertThat(read("{\"auths\":{\"" + HOST + "0\":{\"auth\":\"" + auth + "\"}}}").credential())
        .isEmpty();
  }

  private static String auths(String... keys) {
    return Stream.of(keys)
        .map(key -> "\"%s\":{\"auth\":\"%s\"}".formatted(key, base64("me:for " + key)))
        .collect(Collectors.joining(",", "\"auths\":{", "}"));
  }

  /** As containers-auth.json(5) has it, wherever in the file they stand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/team/tools/dify-api",
        "/team/tools/dify-api /team/tools",
        "/team /team/tools/dify-api / /other",
        "/team/tools /team",
        "/team/tools /team /team/tools/dify /team/tools/dify-api/more",
        "/team /other/tools /tea"
      })
  void ofNamespacesAndRepositoryTheLongestWins(String paths) throws IOException {
    List<String> keys = Stream.of(paths.split(" ", -1)).map(path -> HOST + path).toList();
    String longest = keys.get(paths.startsWith("/team /team/") ? 1 : 0);

    List<String> reversed = new ArrayList<>(keys);
    Collections.reverse(reversed);
    for (List<String> each : List.of(keys, reversed)) {
      DockerConfigFile config = read("{" + auths(each.toArray(String[]::new)) + "}");

      assertThat(config.credential().orElseThrow().secret()).isEqualTo("for " + longest);
      assertThat(config.credential().orElseThrow().origin()).contains(longest);
      assertThat(config.part()).isEqualTo(longest);
    }
  }

  @Test
  void anotherNamespacesEntryIsNotOurs() throws IOException {
    DockerConfigFile config =
        read("{" + auths(HOST + "/other", HOST + "/tea", HOST + "/a/b") + "}");

    assertThat(config.credential()).isEmpty();
    assertThat(read("{" + auths(HOST + "/other", HOST) + "}").credential().orElseThrow().secret())
        .isEqualTo("for " + HOST);
    assertThat(read("{" + auths(HOST) + "}").part()).isEmpty();
  }

  @Test
  void theRegistrysHelperGoesBeforeANamespaceAndTheOneForAllBehindIt() throws IOException {
    String namespace = auths(HOST + "/team");

    assertThat(read("{\"credHelpers\":{\"" + HOST + "\":\"own\"}," + namespace + "}").helper())
        .isPresent();
    assertThat(read("{\"credsStore\":\"all\"," + namespace + "}"))
        .satisfies(
            config -> {
              assertThat(config.helper()).isEmpty();
              assertThat(config.credential()).isPresent();
            });
  }

  @Test
  void anIdentityTokenGoesBeforeThePassword() throws IOException {
    Credential found =
        read("{\"auths\":{\"%s\":{\"auth\":\"%s\",\"identitytoken\":\"t0ken\"}}}"
                .formatted(HOST, base64("00000000-0000-0000-0000-000000000000:")))
            .credential()
            .orElseThrow();

    assertThat(found.identityToken()).isTrue();
    assertThat(found.secret()).isEqualTo("t0ken");
  }

  @Test
  void theHostsOwnHelperGoesBeforeTheOneForAll() throws IOException {
    String own = "{\"credsStore\":\"all\",\"credHelpers\":{\"%s\":\"own\"},\"auths\":{\"%s\":{}}}";

    assertThat(read(own.formatted(HOST, HOST)).helper())
        .contains(new DockerConfigFile.HelperProgram("own", List.of(HOST)));
    assertThat(read(own.formatted(HOST, HOST)).credential()).isEmpty();
    assertThat(read(own.formatted("other.example", HOST)).helper())
        .contains(new DockerConfigFile.HelperProgram("all", List.of(HOST)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"auths\": s3cret", "s3cret", "{\"auths\":{\"x\":\"s3cret"})
  void aTextThatIsNoJsonIsNotQuoted(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .satisfies(
            failure ->
                assertThat(DockerConfigFile.reason((IOException) failure))
                    .startsWith("it is not JSON, line 1")
                    .doesNotContain("s3cret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret?", "czNjcmV0"})
  void anEntryThatIsNoLoginIsNotQuoted(String auth) {
    assertThatThrownBy(() -> read("{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(HOST, auth)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("auth is not the base64 of USER:PASSWORD")
        .hasMessageNotContaining(auth);
  }
}
