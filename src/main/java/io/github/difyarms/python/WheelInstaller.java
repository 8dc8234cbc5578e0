package io.github.difyarms.python;

import io.github.difyarms.python.EntryPoints.Target;
import io.github.difyarms.python.RecordRows.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Unpacks wheels into a directory of its own, as {@code pip install --target} does and the
 * specifications of wheels and of installed projects say (packaging.python.org, PEP 427), without
 * running anything.
 *
 * <p>Where pip is lenient this stops: files that RECORD does not vouch for, two wheels with
 * different bytes in one place, names that would do something else in a layer. Headers go where pip
 * puts them, {@code include/python/NAME}. Unlike pip's, the new RECORD lists programs where they
 * are ({@code bin/NAME}), scripts are programs whatever their mode in the wheel, and {@code
 * data/lib} is not lost.
 */
public final class WheelInstaller {
  /** Written into INSTALLER, whose readers ask who may remove the files. */
  private static final String INSTALLER = "dify-arms\n";

  /** Files that are the installer's to write, not the wheel's. */
  private static final Set<String> OF_INSTALLER =
      Set.of("RECORD", "INSTALLER", "REQUESTED", "direct_url.json");

  private final InstalledTree tree;
  private final Launchers launchers;

  private WheelInstaller(InstalledTree tree, Launchers launchers) {
    this.tree = tree;
    this.launchers = launchers;
  }

  /**
   * Unpacks wheels.
   *
   * @param wheels one for each distribution, under their own file names, in any order
   * @param interpreter the Python in the image that is to run the programs: an absolute path
   * @param scratch where the bytes of the files are written; created if need be
   * @return what is installed, ordered by path; equal wheels give equal files
   * @throws io.github.difyarms.error.DifyArmsException when a wheel cannot be installed, or must
   *     not be, naming it and the entry
   * @throws IOException when a file cannot be read or written
   */
  public static List<InstalledFile> install(List<Path> wheels, String interpreter, Path scratch)
      throws IOException {
    WheelInstaller installer =
        new WheelInstaller(new InstalledTree(scratch), new Launchers(interpreter));
    Map<String, String> seen = new HashMap<>();
    List<Path> ordered = new ArrayList<>(wheels);
    ordered.sort(Comparator.comparing(wheel -> wheel.getFileName().toString()));
    for (Path wheel : ordered) {
      try (WheelArchive archive = WheelArchive.open(wheel)) {
        String project = Distribution.normalise(archive.name().project());
        String other = seen.put(project, archive.stops().wheel());
        if (other != null) {
          throw archive.stops().collision(project, other, "is in both");
        }
        installer.install(archive);
      }
    }
    return installer.tree.files();
  }

  private void install(WheelArchive wheel) throws IOException {
    Map<String, InstalledFile> installed = new TreeMap<>();
    Map<String, Target> programs = wheel.entryPoints().programs();
    for (WheelEntry entry : wheel.files()) {
      WheelPlace place = WheelPlace.of(entry.name(), wheel);
      if (isOfInstaller(entry, wheel) || place.isWrapperOf(programs.keySet())) {
        wheel.copy(entry, OutputStream.nullOutputStream());
      } else {
        put(place.isScript() ? script(wheel, entry, place) : file(wheel, entry, place), installed);
      }
    }
    for (Map.Entry<String, Target> program : programs.entrySet()) {
      byte[] text = launchers.launcher(program.getValue());
      put(tree.place("bin/" + program.getKey(), true, text, wheel.stops()), installed);
    }
    put(ours(wheel, "INSTALLER", INSTALLER), installed);
    ours(wheel, "RECORD", record(installed, wheel.info("RECORD")));
  }

  private static boolean isOfInstaller(WheelEntry entry, WheelArchive wheel) {
    return OF_INSTALLER.stream().map(wheel::info).anyMatch(entry.name()::equals);
  }

  private static void put(InstalledFile file, Map<String, InstalledFile> installed) {
    installed.put(file.path(), file);
  }

  private InstalledFile file(WheelArchive wheel, WheelEntry entry, WheelPlace place)
      throws IOException {
    return tree.place(
        place.path(), entry.executable(), out -> wheel.copy(entry, out), wheel.stops());
  }

  private InstalledFile script(WheelArchive wheel, WheelEntry entry, WheelPlace place)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    wheel.copy(entry, bytes);
    byte[] rewritten = launchers.rewrite(bytes.toByteArray());
    return tree.place(place.path(), true, rewritten, wheel.stops());
  }

  private InstalledFile ours(WheelArchive wheel, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return tree.place(wheel.info(name), false, bytes, wheel.stops());
  }

  private static String record(Map<String, InstalledFile> installed, String itself) {
    List<Row> rows = new ArrayList<>(List.of(new Row(itself, "", "")));
    for (InstalledFile file : installed.values()) {
      String hash = WheelRecord.base64(HexFormat.of().parseHex(file.sha256()));
      rows.add(new Row(file.path(), "sha256=" + hash, Long.toString(file.size())));
    }
    Collections.sort(rows, Comparator.comparing(Row::path));
    return RecordRows.render(rows);
  }
}
