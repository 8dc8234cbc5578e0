package io.github.difyarms.mojo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The pages under {@code docs} that are made from {@link ParameterTable} and {@link Goal}. */
final class DocumentPages {
  private static final String MADE =
      "<!-- Made from ParameterTable and Goal. CONTRIBUTING.md says how to make it again. -->\n\n";

  private static final String INTRODUCTION =
      """
      A parameter has one name. With `dify-arms.` before it, it is a property; split at its dots, it
      is a path of XML elements. The first of these that gives a value wins:

      1. the command line: `-Ddify-arms.to.registry=registry.example.com/acme`
      2. the POM's properties: `<dify-arms.to.registry>registry.example.com/acme</dify-arms.to.registry>`
      3. the plugin's configuration:

         ```xml
         <configuration>
           <to>
             <registry>registry.example.com/acme</registry>
           </to>
           <platforms>
             <platform>linux/amd64</platform>
             <platform>linux/arm64</platform>
           </platforms>
         </configuration>
         ```

      The goals have pages of their own: [build](goals/build.md), [buildTar](goals/buildTar.md),
      [dockerBuild](goals/dockerBuild.md), [plan](goals/plan.md), [lock](goals/lock.md),
      [check](goals/check.md), [entrypoint](goals/entrypoint.md), [doctor](goals/doctor.md),
      [demo](goals/demo.md), [help](goals/help.md). A property that starts with `dify-arms.` and is no parameter stops the build
      ([DA-106](errors.md#da-106)).

      """;

  /** What a goal prints, for those whose output is what they are for. */
  private static final Map<String, String> OUTPUT =
      Map.of(
          Goal.DOCTOR.id(),
          """
          It prints, for example (Maven's `[INFO]` and the like left out):

          ```text
          ok       java                  Java 17.0.15 (Debian) (3 ms)
          ok       maven                 Maven 3.9.16 (0 ms)
          ok       disk.output           output directory /work/dify/target/dify-arms: 57 GB free (1 ms)
          ok       disk.cache            cache directory /home/me/.cache/dify-arms-maven-plugin: 57 GB free (0 ms)
          ok       cache                 cache /home/me/.cache/dify-arms-maven-plugin: 191 files, 252 MB, rwx------ (386 ms)
          ok       go                    Go 1.26.8 at /usr/local/go/bin/go; it brings other versions by itself (305 ms)
          ok       go.proxy              module proxy answers; the newest Go for this machine is 1.27.4 (436 ms)
          warning  licenceKey            ARMS licence key: none; programs are compiled all the same, the vendor asks for one for production (0 ms)
                                         next: set ARMS_LICENSE_KEY in the environment, or add <server><id>arms</id><password>KEY</password></server> to settings.xml
          skipped  compiler              sandbox.instrument is not all, so no C compiler is needed
          ok       base.image            base image mirror.example/langgenius/dify-api:1.16.1 is there: sha256:4f0a… (61 ms)
          ok       target.push           registry.example/acme/dify-api: pushing is allowed (84 ms)
          warning  target.single         registry.example refuses a layer in one request; builds send it in chunks (41 ms)
                                         why:  HTTP 413
                                         next: the build works; a proxy in front may limit bodies (nginx: client_max_body_size 0)
          problem  target.connection     the certificate of old.example has expired (95 ms)
                                         why:  NotAfter: Fri Nov 20 08:00:00 UTC 2026
                                         next: ask who runs the registry to renew its certificate; if it is new already, this machine's clock may be ahead
          21 ok, 2 warnings, 1 problem, 3 skipped
          ```

          """);

  private DocumentPages() {}

  /** Returns every page by its path below {@code docs}. */
  static Map<String, String> render() {
    Map<String, String> pages = new TreeMap<>();
    pages.put("parameters.md", parameters());
    for (Goal goal : Goal.values()) {
      pages.put("goals/" + goal.id() + ".md", page(goal));
    }
    return pages;
  }

  private static String parameters() {
    StringBuilder page = new StringBuilder("# Parameters\n\n").append(MADE).append(INTRODUCTION);
    page.append("| parameter | takes | default | goals | meaning |\n|---|---|---|---|---|\n");
    for (Parameter parameter : ParameterTable.parameters()) {
      page.append(row(parameter, goals(parameter)));
    }
    return page.toString();
  }

  private static String page(Goal goal) {
    StringBuilder page = new StringBuilder("# dify-arms:" + goal.id() + "\n\n").append(MADE);
    goal.description().forEach(paragraph -> page.append(cell(paragraph)).append("\n\n"));
    page.append("```shell\n").append(goal.example().replace(" -D", " \\\n  -D"));
    page.append("\n```\n\n").append(OUTPUT.getOrDefault(goal.id(), ""));
    page.append("## Parameters\n\n");
    page.append("How to give them: [parameters.md](../parameters.md).\n\n");
    page.append("| parameter | takes | default | meaning |\n|---|---|---|---|\n");
    goal.parameters().forEach(parameter -> page.append(row(parameter)));
    return page.toString();
  }

  private static String goals(Parameter parameter) {
    return Arrays.stream(Goal.values())
        .filter(goal -> parameter.goals().contains(goal.id()))
        .map(Goal::id)
        .collect(Collectors.joining(", "));
  }

  private static String row(Parameter parameter, String... between) {
    String path = "`" + parameter.path() + "`";
    String byDefault = parameter.defaultValue().map(DocumentPages::literal).orElse("");
    List<String> before = List.of(path, parameter.type().words(), byDefault);
    String meaning = cell(HelpText.sentence(parameter.text()));
    return "| "
        + String.join(" | ", before)
        + " | "
        + Arrays.stream(between).map(text -> text + " | ").collect(Collectors.joining())
        + meaning
        + " |\n";
  }

  /** A default that is a sentence rather than a value is not set as code. */
  private static String literal(String value) {
    return value.contains(" ") ? value : "`" + value + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
