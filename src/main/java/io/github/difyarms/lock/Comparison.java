package io.github.difyarms.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is locked beside what there is now.
 *
 * @param items every value that was compared, in the order of the file
 */
public record Comparison(List<Item> items) {
  private static final String NOTHING = "nothing";

  /** How a value has fared since it was locked. */
  public enum Status {
    /** It is what it was. */
    SAME,
    /** It is another one. */
    MOVED,
    /**
     * There is another one, which the lock keeps from being used: a newer patch of the same Go, a
     * wheel that the package index would give now.
     */
    NEWER,
    /** The lock does not have it. */
    MISSING;

    /** Returns the status as people and JSON have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One value.
   *
   * @param name what people call it
   * @param locked what the lock has
   * @param now what there is now
   * @param status how they compare
   * @param update what renews it in the lock: {@code sandbox.base}
   * @param host the machine that it is of, when it is a tool: {@code linux-amd64}
   * @param widens whether it is a component or a platform that the lock does not have yet
   * @param wheel whether it is one wheel of an agent
   */
  public record Item(
      String name,
      String locked,
      String now,
      Status status,
      String update,
      Optional<String> host,
      boolean widens,
      boolean wheel) {
    /** Creates a value that is of no wheel. */
    public Item(
        String name,
        String locked,
        String now,
        Status status,
        String update,
        Optional<String> host,
        boolean widens) {
      this(name, locked, now, status, update, host, widens, false);
    }
  }

  /** Copies the list. */
  public Comparison {
    items = List.copyOf(items);
  }

  /**
   * Compares. What only the lock has is no difference, as long as it is another component, platform
   * or machine; hashes of Go that only one side knows are passed over.
   *
   * @param goChosen whether another Go than the locked one would be used, so that a newer patch is
   *     as good as any other version
   */
  public static Comparison of(Lock locked, Lock now, boolean goChosen) {
    List<Item> items = new ArrayList<>();
    LockKey plugin = LockKey.of(LockKey.PLUGIN);
    items.add(item(plugin, locked.value(plugin), now.value(plugin), Status.MOVED));
    for (String id : now.components()) {
      component(items, id, locked, now, goChosen);
    }
    for (LockKey key : now.values().keySet()) {
      boolean goToCompare =
          key.startsWith(LockKey.TOOLS, LockKey.GO) && locked.value(key).isPresent();
      boolean instgo =
          key.startsWith(LockKey.TOOLS, LockKey.INSTGO) && key.name(3).equals(LockKey.SHA256);
      if (goToCompare || instgo) {
        items.add(item(key, locked.value(key), now.value(key), Status.MOVED));
      }
    }
    return new Comparison(items);
  }

  private static void component(
      List<Item> items, String id, Lock locked, Lock now, boolean goChosen) {
    LockKey own = LockKey.of(LockKey.COMPONENTS, id);
    if (!locked.components().contains(id)) {
      LockKey image = own.child(LockKey.BASE).child("image");
      items.add(item(own, Optional.empty(), now.value(image), Status.MISSING));
      return;
    }
    Set<String> known = locked.platforms(id);
    Set<String> asked = now.platforms(id);
    Set<LockKey> keys = new TreeSet<>(now.values().keySet());
    keys.addAll(locked.values().keySet());
    for (LockKey key : keys) {
      Optional<String> platform = key.platform();
      boolean ours = key.component().equals(Optional.of(id));
      boolean told = // by one line for the platform
          platform.filter(p -> !known.contains(p)).isPresent()
              && !key.name(3).equals(LockKey.PLATFORMS);
      if (!ours || told || platform.filter(p -> !asked.contains(p)).isPresent()) {
        continue;
      }
      if (open(key, now)) {
        continue;
      }
      boolean newer =
          !goChosen
              && key.equals(own.child(LockKey.GO))
              && GoRelease.newerPatch(locked.value(key).orElse(""), now.value(key).orElse(""));
      items.add(
          key.wheel()
              ? wheel(key, locked.value(key), now.value(key))
              : item(key, locked.value(key), now.value(key), newer ? Status.NEWER : Status.MOVED));
    }
  }

  /** A plan without downloads may not know the agent yet, or its wheels. */
  private static boolean open(LockKey key, Lock now) {
    LockKey agent = LockKey.of(LockKey.COMPONENTS, key.name(1), LockKey.AGENT);
    return key.wheel()
        ? now.values().keySet().stream()
            .noneMatch(k -> k.wheel() && k.startsWith(agent) && k.platform().equals(key.platform()))
        : key.equals(agent.child(LockKey.TARBALL)) && now.value(key).isEmpty();
  }

  /** A package index moves every day; what is locked stays there, and so it is no failure. */
  private static Item wheel(LockKey key, Optional<String> locked, Optional<String> now) {
    return new Item(
        key.words(),
        locked.orElse(NOTHING),
        now.orElse(NOTHING),
        locked.equals(now) ? Status.SAME : Status.NEWER,
        key.selector(),
        Optional.empty(),
        false,
        true);
  }

  private static Item item(
      LockKey key, Optional<String> locked, Optional<String> now, Status otherwise) {
    Status status =
        locked.equals(now) ? Status.SAME : locked.isEmpty() ? Status.MISSING : otherwise;
    boolean place = key.path().size() == 2 || key.name(3).equals(LockKey.PLATFORMS);
    return new Item(
        key.words(),
        locked.orElse(NOTHING),
        now.orElse(NOTHING),
        status,
        key.selector(),
        key.host(),
        status == Status.MISSING && key.component().isPresent() && place);
  }

  /** Returns what is not as it was locked. */
  public List<Item> changed() {
    return items.stream().filter(item -> item.status() != Status.SAME).toList();
  }

  /** Returns the values with one of these statuses. */
  public List<Item> with(Status... statuses) {
    return items.stream().filter(item -> List.of(statuses).contains(item.status())).toList();
  }

  /** Returns what renews some values in the lock. */
  public static List<String> updates(List<Item> items) {
    return items.stream().map(Item::update).distinct().toList();
  }
}
