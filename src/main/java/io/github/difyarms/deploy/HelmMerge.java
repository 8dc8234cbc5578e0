package io.github.difyarms.deploy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A user's Helm values with images set and variables appended. It works on YAML's nodes: what is
 * not ours keeps its text, so that {@code 0644}, {@code yes} or a date stay what they were.
 */
final class HelmMerge {
  private final HelmFiles ours;
  private final DeploySettings.Values values;
  private final MappingNode root;

  HelmMerge(HelmFiles ours, DeploySettings.Values values) {
    this.ours = ours;
    this.values = values;
    this.root = parse(values);
  }

  /** Stops for values that are no YAML mapping. */
  static void check(DeploySettings.Values values) {
    parse(values);
  }

  private static Yaml yaml() {
    LoaderOptions loading = new LoaderOptions();
    loading.setProcessComments(true);
    loading.setCodePointLimit(16 << 20);
    // Aliases are written as aliases again; nothing is expanded.
    loading.setMaxAliasesForCollections(100_000);
    DumperOptions dumping = new DumperOptions();
    dumping.setProcessComments(true);
    dumping.setSplitLines(false);
    dumping.setWidth(10_000);
    dumping.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(
        new org.yaml.snakeyaml.constructor.SafeConstructor(loading),
        new org.yaml.snakeyaml.representer.Representer(dumping),
        dumping,
        loading);
  }

  private static MappingNode parse(DeploySettings.Values values) {
    Node node;
    try {
      node = yaml().compose(new StringReader(values.text()));
    } catch (YAMLException e) {
      throw unreadable(values, firstLines(e), e);
    }
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw unreadable(values, "it is not a mapping of keys to values", null);
  }

  /** The parser's message goes on with the text around, which may hold a password. */
  private static String firstLines(YAMLException e) {
    String message =
        e instanceof org.yaml.snakeyaml.error.MarkedYAMLException marked
            ? marked.getProblem() + markOf(marked)
            : String.valueOf(e.getMessage());
    return YamlText.onOneLine(message);
  }

  private static String markOf(org.yaml.snakeyaml.error.MarkedYAMLException e) {
    org.yaml.snakeyaml.error.Mark mark = e.getProblemMark();
    return mark == null ? "" : ", line " + (mark.getLine() + 1);
  }

  private static DifyArmsException unreadable(
      DeploySettings.Values values,
      String why,
      @org.jspecify.annotations.Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.VALUES_UNREADABLE,
        "the Helm values cannot be read",
        values.origin() + " (-Ddify-arms.deploy.valuesFile)",
        why,
        cause);
  }

  /** Returns the charts that the values may be for: both when they look like neither. */
  List<HelmChart> charts() {
    List<HelmChart> all = Arrays.asList(HelmChart.values());
    List<HelmChart> fitting = all.stream().filter(this::fits).toList();
    return fitting.isEmpty() ? all : fitting;
  }

  private boolean fits(HelmChart chart) {
    YamlTree tree = new YamlTree(root, values.origin());
    return Arrays.stream(Workload.values())
            .flatMap(workload -> chart.variables(workload).stream())
            .anyMatch(path -> tree.find(path).isPresent())
        || Arrays.stream(DeployPart.values())
            .flatMap(part -> chart.images(part).stream())
            .anyMatch(path -> tree.find(path).isPresent());
  }

  /** Returns the merged values. */
  byte[] merged(HelmChart chart) {
    YamlTree tree = new YamlTree(root, values.origin());
    List<String> missing = new ArrayList<>();
    for (Map.Entry<List<String>, DeployImage> image : ours.imagePaths(chart).entrySet()) {
      tree.set(image.getKey(), "repository", image.getValue().repository());
      tree.set(image.getKey(), "tag", image.getValue().tagAndDigest());
    }
    for (Map.Entry<List<String>, List<Map<String, Object>>> list :
        ours.variablePaths(chart).entrySet()) {
      if (!tree.append(list.getKey(), list.getValue())) {
        missing.add(String.join(".", list.getKey()));
      }
    }
    StringWriter out = new StringWriter();
    yaml().serialize(tree.root(), out);
    return (YamlText.comments(comments(chart, missing)) + out).getBytes(StandardCharsets.UTF_8);
  }

  private List<String> comments(HelmChart chart, List<String> missing) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Your values ("
            + Optional.of(values.origin()).map(HelmMerge::lastPart).orElseThrow()
            + ") for the chart "
            + chart.title()
            + ", with the images set and variables appended.");
    lines.add(
        "It holds what your file holds, passwords too. Comments and layout may have changed.");
    if (!missing.isEmpty()) {
      lines.add(
          "NOT appended, because your values have no such list and the chart's own would be lost: "
              + String.join(", ", missing)
              + ".");
      lines.add("Hand in the complete values: helm get values RELEASE --all -o yaml > YOUR-VALUES");
    }
    lines.addAll(chart.limits());
    return lines;
  }

  private static String lastPart(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }
}
