package io.github.difyarms.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The names that this program makes in a cache folder, and no others; see docs/cache.md. */
final class Names {
  static final String LOCK = ".lock";

  private static final String HEX = "[0-9a-f]{64}([0-9a-f]{64})?";
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** What {@code Files.createTempFile} puts behind a prefix, or we do. */
  private static final String RANDOM = "(\\d{1,20}|" + UUID + ")";

  private static final String UNFINISHED = "(\\.(partial|incoming|going)|unpack(ing|ed))" + RANDOM;

  private static final Pattern ENTRY_UNFINISHED = Pattern.compile(UNFINISHED);
  private static final Pattern ROOT_UNFINISHED = Pattern.compile("\\.(probe|partial)" + RANDOM);
  private static final Pattern SCRATCH = Pattern.compile("(compile|plan)" + RANDOM);
  private static final Pattern GOING = Pattern.compile(UUID);

  private static final Pattern HOLDING =
      Pattern.compile(
          "(documents|blobs|records|tools|sources|python)(/[^/]+)?|programs|scratch|running|going");

  /** Paths down to the third level: what is deeper is inside an entry. */
  private static final Pattern ANY =
      Pattern.compile(
          String.join(
              "|",
              List.of(
                  "evict\\.lock|evict\\.due|sizes\\.properties",
                  ROOT_UNFINISHED.pattern(),
                  folders("documents|blobs", "sha(256|512)", HEX),
                  folders(
                      "records",
                      "bases|builds|files|findings|layers|targets|topmost|trees",
                      "(" + HEX + ")\\.json"),
                  folders("tools", "go", "(build-cache|path|\\d[\\w.+-]*)(\\.lock)?"),
                  folders("tools", "instgo", "addresses|(" + HEX + ")(\\.lock)?"),
                  folders("tools", "python", "(" + HEX + ")(\\.lock)?"),
                  folders("python", "agents", "addresses|(" + HEX + ")(\\.lock)?"),
                  folders("python", "wheels", HEX),
                  folders("python", "resolutions", "(" + HEX + ")\\.json"),
                  folders("sources", "git|archives", "(" + HEX + ")(\\.lock)?"),
                  "programs(/(" + HEX + "|" + UNFINISHED + "))?",
                  "scratch(/" + SCRATCH.pattern() + ")?",
                  "running(/[0-9a-f-]+\\.lock)?",
                  "going(/" + UUID + ")?")));

  private Names() {}

  private static String folders(String top, String middle, String entry) {
    return String.format("(%s)(/(%s)(/(%s|%s))?)?", top, middle, entry, UNFINISHED);
  }

  /** Returns whether what is in a folder of this name has names of ours too. */
  static boolean holdsEntries(String relative) {
    return HOLDING.matcher(relative).matches();
  }

  /** Returns whether a path in the cache is one that we make, by its name. */
  static boolean ours(String relative) {
    return ANY.matcher(relative).matches();
  }

  /** Returns whether this is in the making, beside entries. */
  static boolean unfinished(Path path) {
    return ENTRY_UNFINISHED.matcher(name(path)).matches();
  }

  /** Returns whether this is in the making, at the top. */
  static boolean unfinishedAtTop(Path path) {
    return ROOT_UNFINISHED.matcher(name(path)).matches();
  }

  static boolean scratch(Path path) {
    return SCRATCH.matcher(name(path)).matches();
  }

  static boolean going(Path path) {
    return GOING.matcher(name(path)).matches();
  }

  static boolean lock(Path path) {
    return name(path).endsWith(LOCK);
  }

  /** Returns whether a name can be one of an entry: hidden files are never. */
  static boolean entry(Path path) {
    return !name(path).startsWith(".") && !unfinished(path) && !lock(path);
  }

  static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
