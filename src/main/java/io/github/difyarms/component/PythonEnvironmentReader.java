package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link PythonEnvironment} off the listing of an image. */
final class PythonEnvironmentReader {
  private static final String VENV = PythonPlaces.VENV;
  private static final String CONFIGURATION = VENV + "/pyvenv.cfg";
  private static final String INTERPRETER = VENV + "/bin/python";
  private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})([^\\d].*)?");
  private static final Pattern LIBRARY = Pattern.compile("python(\\d{1,3})\\.(\\d{1,3})");

  private final TreeText tree;
  private final String where;
  private final List<String> warnings = new ArrayList<>();

  PythonEnvironmentReader(Tree tree, String where) {
    this.tree = new TreeText(tree);
    this.where = where;
  }

  /** Two numbers. */
  private record Version(int major, int minor) {
    static Version of(Matcher matcher) {
      return new Version(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  PythonEnvironment read(ImageConfig config) throws IOException {
    for (String directory : List.of("/app", PythonPlaces.API, VENV)) {
      requireNoLink(directory);
    }
    EntryAttributes attributes =
        tree.directory(VENV).orElseThrow(() -> missing("there is no directory " + VENV));
    String text =
        tree.text(CONFIGURATION).orElseThrow(() -> missing("there is no " + CONFIGURATION));
    if (!tree.has(INTERPRETER)) {
      throw missing("there is no " + INTERPRETER);
    }
    Version version = version(text);
    String site = VENV + "/lib/python" + version + "/site-packages";
    if (tree.directory(site).isEmpty()) {
      throw missing("there is no " + site);
    }
    InstalledDistributions installed = InstalledDistributions.in(tree, site, warnings);
    List<Instrumentor> instrumentors = new Instrumentors(tree, site, warnings).of(installed);
    return new PythonEnvironment(
        VENV,
        INTERPRETER,
        version.major(),
        version.minor(),
        site,
        installed.all(),
        attributes,
        directories(instrumentors),
        instrumentors,
        new InstrumentorsWanted(tree).because(config),
        warnings);
  }

  /** Files would be put somewhere else than this reads. */
  private void requireNoLink(String directory) {
    Optional<String> target = tree.tree().at(directory).flatMap(Tree.Entry::linkTarget);
    if (target.isPresent()) {
      throw new DifyArmsException(
          ErrorCode.DIRECTORY_BEHIND_LINK,
          "a directory of the base lies behind a symbolic link",
          where,
          directory + " leads to " + target.get());
    }
  }

  /** The configuration tells it, and the name of the library's directory has to agree. */
  private Version version(String configuration) {
    Map<String, String> values = new HashMap<>();
    configuration
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> values.put(pair[0].strip().toLowerCase(Locale.ROOT), pair[1].strip()));
    String implementation = values.getOrDefault("implementation", "CPython");
    if (!implementation.equalsIgnoreCase("CPython")) {
      throw unfit(CONFIGURATION, "it is " + implementation + "; wheels are for CPython");
    }
    // venv writes the first; uv and virtualenv write the second, the latter as 3.12.1.final.0
    String value = values.getOrDefault("version", values.getOrDefault("version_info", ""));
    Matcher matcher = VERSION.matcher(value);
    if (!matcher.matches()) {
      throw unfit(
          CONFIGURATION,
          value.isEmpty()
              ? "it has neither version nor version_info"
              : "its version is no number: " + value);
    }
    if ("true".equalsIgnoreCase(values.get("include-system-site-packages"))) {
      warnings.add(
          CONFIGURATION
              + " includes the packages of the Python below it: those are not seen, and not kept to");
    }
    Version version = Version.of(matcher);
    List<String> libraries = tree.namesIn(VENV + "/lib");
    if (!libraries.contains("python" + version)) {
      throw unfit(CONFIGURATION, "it says " + value + ", and " + told(libraries));
    }
    return version;
  }

  /** PyPy and builds without the lock have names of their own. */
  private static String told(List<String> libraries) {
    if (libraries.isEmpty()) {
      return "the environment's lib is empty";
    }
    boolean known = libraries.stream().anyMatch(name -> LIBRARY.matcher(name).matches());
    return "there is lib/"
        + String.join(", lib/", libraries)
        + (known ? "" : ", which is no CPython with wheels");
  }

  private SortedMap<String, EntryAttributes> directories(List<Instrumentor> instrumentors) {
    SortedMap<String, EntryAttributes> all = new TreeMap<>();
    List<String> paths = new ArrayList<>(List.of(VENV + "/"));
    instrumentors.forEach(one -> paths.addAll(one.removed()));
    for (String path : paths) {
      for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
        String directory = path.substring(0, end);
        tree.directory(directory).ifPresent(attributes -> all.put(directory, attributes));
      }
    }
    return all;
  }

  private DifyArmsException missing(String why) {
    return new DifyArmsException(
        ErrorCode.ENVIRONMENT_MISSING,
        "the base image has no Python environment to put the agent for",
        where,
        why);
  }

  private DifyArmsException unfit(String path, String why) {
    return new DifyArmsException(
        ErrorCode.ENVIRONMENT_UNFIT,
        "the Python of the base image cannot be told, or has no wheels",
        path + " in " + where,
        why);
  }
}
