package io.github.difyarms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The pipelines of {@code docs/ci}, as far as tests need to understand them. */
public enum Pipelines {
  GITHUB_ACTIONS("github-actions.yml"),
  GITLAB_CI("gitlab-ci.yml"),
  TEKTON("tekton.yaml"),
  ARGO_WORKFLOWS("argo-workflows.yaml");

  private final String file;

  Pipelines(String file) {
    this.file = file;
  }

  /** What one job of the matrix builds. */
  public record Job(String component, String platform) {}

  /** Returns the documents of the file. */
  public List<JsonNode> documents(Path folder) {
    try {
      List<JsonNode> documents = new ArrayList<>();
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      for (Object document : yaml.loadAll(Files.readString(folder.resolve(file)))) {
        documents.add(new ObjectMapper().valueToTree(texts(document)));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** YAML 1.1 takes GitHub's {@code on} for a truth value. */
  private static Object texts(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((k, v) -> copy.put(Boolean.TRUE.equals(k) ? "on" : k.toString(), texts(v)));
      return copy;
    }
    return value instanceof List<?> list ? list.stream().map(Pipelines::texts).toList() : value;
  }

  /** Returns the lines that call Maven for a goal, each once. */
  public List<String> commands(Path folder, String goal) {
    List<String> commands = new ArrayList<>();
    documents(folder).forEach(document -> collect(document, "mvn dify-arms:" + goal, commands));
    return commands.stream().distinct().toList();
  }

  private static void collect(JsonNode node, String start, List<String> commands) {
    if (node.isTextual()) {
      node.asText()
          .lines()
          .map(String::strip)
          .filter(line -> line.equals(start) || line.startsWith(start + " "))
          .forEach(commands::add);
    }
    node.forEach(child -> collect(child, start, commands));
  }

  /** Returns the jobs of the matrix. */
  public List<Job> jobs(Path folder) {
    JsonNode first = documents(folder).get(0);
    List<Job> jobs = new ArrayList<>();
    switch (this) {
      case GITHUB_ACTIONS -> {
        JsonNode matrix = first.at("/jobs/build/strategy/matrix");
        cross(matrix.path("component"), matrix.path("platform"), jobs);
      }
      case GITLAB_CI -> {
        for (JsonNode row : first.at("/build/parallel/matrix")) {
          cross(
              row.path("COMPONENT"),
              new ObjectMapper().createArrayNode().add(row.get("PLATFORM")),
              jobs);
        }
      }
      case TEKTON -> {
        JsonNode params = documents(folder).get(1).at("/spec/tasks/0/matrix/params");
        cross(params.at("/0/value"), params.at("/1/value"), jobs);
      }
      case ARGO_WORKFLOWS -> {
        for (JsonNode item : first.at("/spec/templates/0/dag/tasks/0/withItems")) {
          jobs.add(
              new Job(
                  item.path("component").asText(), "linux/" + item.path("architecture").asText()));
        }
      }
    }
    return jobs;
  }

  private static void cross(JsonNode components, JsonNode platforms, List<Job> jobs) {
    for (JsonNode component : components) {
      for (JsonNode platform : platforms) {
        jobs.add(new Job(component.asText(), platform.asText()));
      }
    }
  }

  /** Returns whether all jobs work in one folder. */
  public boolean sharesTheProject() {
    return this == TEKTON;
  }

  /** Returns where the last job finds the files that the others left in the output directory. */
  public String handedOverTo(Path folder) {
    JsonNode first = documents(folder).get(0);
    return switch (this) {
      case GITHUB_ACTIONS -> {
        for (JsonNode step : first.at("/jobs/index/steps")) {
          if (step.path("uses").asText().startsWith("actions/download-artifact@")) {
            yield step.at("/with/path").asText();
          }
        }
        throw new IllegalStateException("nothing is handed over");
      }
      case GITLAB_CI -> "target/dify-arms"; // artifacts come back to where they were
      case TEKTON -> "parts";
      case ARGO_WORKFLOWS -> {
        for (JsonNode template : first.at("/spec/templates")) {
          for (JsonNode artifact : template.at("/inputs/artifacts")) {
            if (artifact.path("name").asText().equals("parts")) {
              yield artifact.path("path").asText().replaceFirst("^/work/", "");
            }
          }
        }
        throw new IllegalStateException("nothing is handed over");
      }
    };
  }
}
