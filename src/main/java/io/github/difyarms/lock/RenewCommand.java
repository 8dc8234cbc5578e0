package io.github.difyarms.lock;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The command that renews parts of a lock, as a person has to type it.
 *
 * @param properties what else the user gave on the command line, by the name of the property, in
 *     the order it is shown in
 */
public record RenewCommand(Map<String, String> properties) {
  private static final String UPDATE = "dify-arms.lock.update";
  private static final String HOSTS = "dify-arms.lock.hosts";
  private static final String PLATFORMS = "dify-arms.platforms";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@,=+%…-]*");

  /** Copies the map. */
  public RenewCommand {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /**
   * Returns the command that accepts what differs.
   *
   * <p>The platforms of one build are told only where the lock has to learn of them: the lock keeps
   * those that it has. Tools are renewed for the machines whose tools differ, wherever the command
   * is run.
   */
  public String of(List<Comparison.Item> items) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put(UPDATE, String.join(",", Comparison.updates(items)));
    TreeSet<String> hosts = new TreeSet<>();
    items.forEach(item -> item.host().ifPresent(hosts::add));
    if (!hosts.isEmpty()) {
      all.put(HOSTS, String.join(",", hosts));
    }
    properties.forEach(all::putIfAbsent);
    if (items.stream().noneMatch(Comparison.Item::widens)) {
      all.remove(PLATFORMS);
    }
    return text(all);
  }

  /**
   * Returns the command that renews a tool.
   *
   * @param part what the tool is renewed by
   * @param host the machine that it runs on; empty for what runs in a container
   */
  String ofTool(String part, Optional<String> host) {
    return of(
        List.of(new Comparison.Item(part, "", "", Comparison.Status.MOVED, part, host, false)));
  }

  private static String text(Map<String, String> properties) {
    StringBuilder command = new StringBuilder("mvn dify-arms:lock");
    properties.forEach(
        (name, value) -> {
          String argument = "-D" + name + "=" + value;
          command
              .append(' ')
              .append(
                  PLAIN.matcher(argument).matches()
                      ? argument
                      : "'" + argument.replace("'", "'\\''") + "'");
        });
    return command.toString();
  }
}
