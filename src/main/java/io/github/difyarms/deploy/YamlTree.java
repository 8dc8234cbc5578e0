package io.github.difyarms.deploy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * A tree of YAML nodes that is changed by paths. Every mapping and list on a path is copied before
 * it is changed: an alias elsewhere keeps what its anchor had.
 */
final class YamlTree {
  /** A mapping may merge itself. */
  private static final int DEEPEST_MERGE = 16;

  private final String origin;
  private MappingNode root;

  YamlTree(MappingNode root, String origin) {
    this.root = root;
    this.origin = origin;
  }

  MappingNode root() {
    return root;
  }

  /** Returns what is at a path, also when a merge key ({@code <<}) brings it. */
  Optional<Node> find(List<String> path) {
    Optional<Node> node = Optional.of(root);
    for (String key : path) {
      node = node.flatMap(parent -> child(parent, key));
    }
    return node.filter(found -> !found.getTag().equals(Tag.NULL));
  }

  /** Sets a text in a mapping, which is made when it is not there. */
  void set(List<String> path, String key, String value) {
    root =
        changed(
            root,
            path,
            0,
            parent -> {
              MappingNode copy = mapping(parent, path);
              put(copy, key, text(value));
              return copy;
            });
  }

  /**
   * Appends variables to a list that is there. A variable that the list has stays as it is.
   *
   * @return false when there is no such list
   */
  boolean append(List<String> path, List<Map<String, Object>> variables) {
    Optional<Node> present = find(path);
    if (present.isEmpty()) {
      return false;
    }
    if (!(present.get() instanceof SequenceNode list)) {
      throw misshapen(path, "it is not a list");
    }
    List<Node> items = new ArrayList<>(list.getValue());
    Set<String> names =
        items.stream()
            .flatMap(item -> child(item, "name").stream())
            .map(YamlTree::scalar)
            .collect(Collectors.toSet());
    variables.stream()
        .filter(variable -> !names.contains(variable.get("name")))
        .map(
            variable -> new Representer(new org.yaml.snakeyaml.DumperOptions()).represent(variable))
        .map(YamlTree::quoted)
        .forEach(items::add);
    SequenceNode longer =
        new SequenceNode(
            list.getTag(),
            true,
            items,
            list.getStartMark(),
            list.getEndMark(),
            list.getValue().isEmpty() ? FlowStyle.BLOCK : list.getFlowStyle());
    longer.setBlockComments(list.getBlockComments());
    root = changed(root, path, 0, any -> longer);
    return true;
  }

  /** How the node at a path's end is made of the one that is there. */
  private interface Change {
    Node apply(Optional<Node> present);
  }

  private MappingNode changed(Node node, List<String> path, int depth, Change change) {
    MappingNode copy = mapping(Optional.of(node), path.subList(0, depth));
    String key = path.get(depth);
    Optional<Node> present = child(copy, key).filter(found -> !found.getTag().equals(Tag.NULL));
    if (depth == path.size() - 1) {
      put(copy, key, change.apply(present));
    } else {
      put(copy, key, changed(present.orElseGet(YamlTree::empty), path, depth + 1, change));
    }
    return copy;
  }

  private static MappingNode empty() {
    return new MappingNode(Tag.MAP, new ArrayList<>(), FlowStyle.BLOCK);
  }

  private MappingNode mapping(Optional<Node> node, List<String> path) {
    if (node.isEmpty()) {
      return empty();
    }
    if (!(node.get() instanceof MappingNode mapping)) {
      throw misshapen(path, "it is not a mapping of keys to values");
    }
    MappingNode copy =
        new MappingNode(
            mapping.getTag(),
            true,
            new ArrayList<>(mapping.getValue()),
            mapping.getStartMark(),
            mapping.getEndMark(),
            mapping.getValue().isEmpty() ? FlowStyle.BLOCK : mapping.getFlowStyle());
    copy.setBlockComments(mapping.getBlockComments());
    copy.setInLineComments(mapping.getInLineComments());
    copy.setEndComments(mapping.getEndComments());
    return copy;
  }

  private DifyArmsException misshapen(List<String> path, String why) {
    return new DifyArmsException(
        ErrorCode.VALUES_MISSHAPEN,
        "the Helm values have something else at " + String.join(".", path),
        origin + " (-Ddify-arms.deploy.valuesFile)",
        why);
  }

  private static Optional<Node> child(Node parent, String key) {
    return child(parent, key, 0);
  }

  private static Optional<Node> child(Node parent, String key, int depth) {
    if (!(parent instanceof MappingNode mapping) || depth > DEEPEST_MERGE) {
      return Optional.empty();
    }
    Optional<Node> merged = Optional.empty();
    for (NodeTuple tuple : mapping.getValue()) {
      if (scalar(tuple.getKeyNode()).equals(key)) {
        return Optional.of(tuple.getValueNode());
      }
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE) && merged.isEmpty()) {
        merged = merged(tuple.getValueNode(), key, depth + 1);
      }
    }
    return merged;
  }

  private static Optional<Node> merged(Node value, String key, int depth) {
    if (value instanceof SequenceNode list) {
      return list.getValue().stream().flatMap(item -> child(item, key, depth).stream()).findFirst();
    }
    return child(value, key, depth);
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode text ? text.getValue() : "";
  }

  private static void put(MappingNode mapping, String key, Node value) {
    List<NodeTuple> tuples = mapping.getValue();
    for (int i = 0; i < tuples.size(); i++) {
      Node present = tuples.get(i).getKeyNode();
      if (scalar(present).equals(key)) {
        tuples.set(i, new NodeTuple(present, value));
        return;
      }
    }
    tuples.add(new NodeTuple(quoted(text(key)), value));
  }

  private static Node text(String value) {
    return quoted(new ScalarNode(Tag.STR, value, null, null, ScalarStyle.DOUBLE_QUOTED));
  }

  /** Returns a tree of ours with its texts quoted as in the other files. */
  private static Node quoted(Node node) {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return new ScalarNode(
          Tag.STR, scalar.getValue(), null, null, YamlText.style(scalar.getValue()));
    }
    if (node instanceof MappingNode mapping) {
      List<NodeTuple> tuples = new ArrayList<>();
      for (NodeTuple tuple : mapping.getValue()) {
        tuples.add(new NodeTuple(quoted(tuple.getKeyNode()), quoted(tuple.getValueNode())));
      }
      return new MappingNode(Tag.MAP, tuples, FlowStyle.BLOCK);
    }
    return node;
  }
}
