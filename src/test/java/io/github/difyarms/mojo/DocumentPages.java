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
      [dockerBuild](goals/dockerBuild.md), [plan](goals/plan.md), [entrypoint](goals/entrypoint.md),
      [demo](goals/demo.md), [help](goals/help.md). A property that starts with `dify-arms.` and is no parameter stops the build
      ([DA-106](errors.md#da-106)).

      """;

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
    page.append("\n```\n\n## Parameters\n\n");
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
