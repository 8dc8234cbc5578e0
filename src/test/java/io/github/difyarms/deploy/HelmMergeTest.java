package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked // walks parsed YAML: what is missing fails the test
class HelmMergeTest {
  private static SortedMap<String, byte[]> files(String values) {
    return DeployFiles.of(
        SampleBuild.complete(),
        SampleBuild.all(Optional.of(new DeploySettings.Values("/home/me/values.yaml", values))));
  }

  private static String merged(String chart, String values) {
    byte[] bytes = files(values).get("deploy/helm/" + chart + "-merged.yaml");
    assertThat(bytes).isNotNull();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Object at(String yaml, String... path) {
    Object value = new Yaml().load(yaml);
    for (String key : path) {
      value = ((Map<?, ?>) value).get(key);
    }
    return value;
  }

  private static List<String> names(String yaml, String... path) {
    return ((List<?>) at(yaml, path))
        .stream().map(item -> String.valueOf(((Map<?, ?>) item).get("name"))).toList();
  }

  @Test
  void variablesAreAppendedAndImagesSet() {
    String yaml =
        merged(
            "dify-helm",
            """
            image:
              api: {repository: old, tag: "1", pullPolicy: Always}
              web: {repository: web}
            api:
              replicas: 3
              extraEnv:
              - name: MINE
                value: "1"
            """);

    assertThat(names(yaml, "api", "extraEnv"))
        .containsExactly(
            "MINE", "ARMS_APP_NAME", "ARMS_REGION_ID", "ARMS_WORKSPACE", "ARMS_LICENSE_KEY");
    assertThat(at(yaml, "image", "api"))
        .isEqualTo(
            Map.of(
                "repository", SampleBuild.REGISTRY + "/dify-api",
                "tag", "1.16.1-arms@" + SampleBuild.digest("api"),
                "pullPolicy", "Always"));
    assertThat(at(yaml, "image", "web")).isEqualTo(Map.of("repository", "web"));
    assertThat(at(yaml, "image", "sandbox", "tag"))
        .isEqualTo("0.2.15-arms@" + SampleBuild.digest("sandbox"));
    assertThat(at(yaml, "api", "replicas")).isEqualTo(3);
  }

  @Test
  void aListThatIsNotThereIsNotMadeBecauseItWouldReplaceTheCharts() {
    String yaml = merged("dify-helm", "image: {}\napi: {extraEnv: []}\nworker:\nsandbox: {}\n");

    assertThat(names(yaml, "api", "extraEnv")).contains("ARMS_APP_NAME");
    assertThat(at(yaml, "worker")).isNull();
    assertThat(at(yaml, "sandbox")).isEqualTo(Map.of());
    assertThat(yaml.lines())
        .anyMatch(
            line ->
                line.startsWith("# NOT appended")
                    && line.endsWith(
                        ": apiWebsocket.extraEnv, worker.extraEnv, beat.extraEnv,"
                            + " pluginDaemon.extraEnv, sandbox.extraEnv."));
  }

  @Test
  void aVariableThatTheUserHasStaysTheUsers() {
    String yaml =
        merged("douban", "api: {envs: [{name: ARMS_APP_NAME, value: theirs}, {name: X}]}\n");

    assertThat(names(yaml, "api", "envs"))
        .containsExactly(
            "ARMS_APP_NAME", "X", "ARMS_REGION_ID", "ARMS_WORKSPACE", "ARMS_LICENSE_KEY");
    assertThat(yaml).contains("theirs").doesNotContain("value: my-api\n");
  }

  @Test
  void whatIsNotOursKeepsItsText() {
    String values =
        """
        # about the mode
        mode: 0644
        on: yes
        day: 2001-01-01
        big: 1_000
        octal: 0o14
        text: "a: b # c"
        script: |
          #!/bin/sh
          echo "${X}" <script>
        image: {}
        """;
    String yaml = merged("dify-helm", values);

    assertThat(yaml)
        .contains(
            "# about the mode\nmode: !!int '0644'\n",
            "on: yes\n",
            "day: 2001-01-01\n",
            "big: 1_000\n",
            "octal: 0o14\n",
            "text: \"a: b # c\"\n",
            "script: |\n  #!/bin/sh\n  echo \"${X}\" <script>\n");
  }

  @Test
  void hostileValuesComeBackAsTheyWere() {
    String values =
        "image: {}\n\"k: \\u202e\": \"\\e[2J\\n<script>${X} {{ x }} \\u2066 # \"\nb: '---'\n";

    assertThat(at(merged("dify-helm", values), "k: \u202e"))
        .isEqualTo("\u001b[2J\n<script>${X} {{ x }} \u2066 # ");
  }

  @Test
  void anAliasElsewhereKeepsItsList() {
    String yaml =
        merged(
            "dify-helm",
            """
            image: {}
            other: &list
            - name: SHARED
            api: &api
              extraEnv: *list
            web: *api
            worker:
              <<: *api
              replicas: 2
            """);

    assertThat(names(yaml, "other")).containsExactly("SHARED");
    assertThat(names(yaml, "web", "extraEnv")).containsExactly("SHARED");
    assertThat(names(yaml, "api", "extraEnv")).startsWith("SHARED", "ARMS_APP_NAME");
    assertThat(names(yaml, "worker", "extraEnv")).startsWith("SHARED", "ARMS_APP_NAME");
    assertThat(yaml).contains("my-api-worker");
    assertThat(at(yaml, "worker", "replicas")).isEqualTo(2);
  }

  @Test
  void theChartIsSeenFromTheValues() {
    assertThat(files("image: {api: {tag: x}}\n").keySet())
        .contains("deploy/helm/dify-helm-merged.yaml")
        .doesNotContain("deploy/helm/douban-merged.yaml");
    assertThat(files("worker: {envs: []}\n").keySet())
        .contains("deploy/helm/douban-merged.yaml")
        .doesNotContain("deploy/helm/dify-helm-merged.yaml");
    assertThat(files("ingress: {enabled: true}\n").keySet())
        .contains("deploy/helm/dify-helm-merged.yaml", "deploy/helm/douban-merged.yaml");
  }

  @Test
  void theFileSaysThatItHoldsTheUsersPasswords() {
    assertThat(merged("dify-helm", "image: {}\n"))
        .startsWith("# Your values (values.yaml) for the chart BorisPolonsky/dify-helm")
        .contains("# It holds what your file holds, passwords too.");
    assertThat(new String(files("image: {}\n").get("deploy/README.md"), StandardCharsets.UTF_8))
        .contains("`helm/dify-helm-merged.yaml`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: b: c           | 652",
        "- list            | 652",
        "text              | 652",
        "''                | 652",
        "a: 1\\n---\\nb: 2 | 652",
        "a: *unknown       | 652",
        "image: text       | 653",
        "image: {api: [x]} | 653",
        "api: {extraEnv: {A: b}} | 653",
        "api: {envs: text} | 653"
      })
  void valuesOfAnotherShapeAreRefusedByCode(String values, int code) {
    assertThatThrownBy(() -> files(values.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code().id()).isEqualTo("DA-" + code);
              assertThat(e.where()).startsWith("/home/me/values.yaml");
            });
  }

  @Test
  void aPasswordBesideAMistakeIsNotShown() {
    assertThatThrownBy(() -> files("password: hunter2: x\n"))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.VALUES_UNREADABLE);
              assertThat(e.getMessage()).contains("line 1").doesNotContain("hunter2");
            });
  }

  @Test
  void aMappingThatMergesItselfIsNoTrap() {
    assertThat(merged("dify-helm", "image: {}\napi: &api\n  <<: *api\n")).contains("<<: *");
  }

  @Test
  void aBillionLaughsAreNotExpanded() {
    StringBuilder values = new StringBuilder("image: {}\na0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      values.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(merged("dify-helm", values.toString()).length()).isLessThan(20_000);
  }
}
