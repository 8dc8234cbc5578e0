package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.WantedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of the C library in a base image, read off the library itself. */
final class BaseGlibc {
  /** Debian's places, which upstream's images are made from. */
  private static final Map<String, String> TRIPLETS =
      Map.of("amd64", "x86_64-linux-gnu", "arm64", "aarch64-linux-gnu");

  /** The library's own banner (glibc, csu/version.c). */
  private static final Pattern BANNER =
      Pattern.compile("GNU C Library [^\\n]{0,120}release version (\\d+)\\.(\\d+)");

  /** A library of any platform has a twentieth of it. */
  static final int MOST_BYTES = 64 << 20;

  /** Regular expression over its places, under its own name and under those of Debian 11. */
  static final String PLACES =
      "(/usr)?/lib/("
          + String.join("|", new TreeSet<>(TRIPLETS.values()))
          + ")/libc(\\.so\\.6|-2\\.[0-9.]+\\.so)";

  /** Regular expression over what may be a symbolic link on the way there. */
  static final String ABOVE = "/lib";

  private BaseGlibc() {}

  /** Returns the files to look for; those of other platforms are not there, which is no error. */
  static List<WantedFile> wanted() {
    return TRIPLETS.values().stream()
        .sorted()
        .map(BaseGlibc::path)
        .map(path -> new WantedFile(path, WantedFile.Need.THOROUGH, MOST_BYTES))
        .toList();
  }

  private static AbsoluteUnixPath path(String triplet) {
    return AbsoluteUnixPath.get("/lib/" + triplet + "/libc.so.6");
  }

  /** Returns the version, if the base has the library where Debian has it. */
  static Optional<GlibcVersion> of(PlatformBase base) throws IOException {
    String triplet = TRIPLETS.get(base.platform().architecture());
    FoundFile file = triplet == null ? null : base.files().found().get(path(triplet));
    return version(file == null ? Optional.empty() : file.content());
  }

  /** Returns the version, if a listing with {@link #PLACES} and {@link #ABOVE} has the library. */
  static Optional<GlibcVersion> of(Tree tree, String architecture) throws IOException {
    String triplet = TRIPLETS.get(architecture);
    if (triplet == null) {
      return Optional.empty();
    }
    boolean merged = tree.at(ABOVE).flatMap(Tree.Entry::linkTarget).isPresent();
    String directory = (merged ? "/usr/lib/" : "/lib/") + triplet;
    Optional<Tree.Entry> library = tree.at(directory + "/libc.so.6");
    Optional<String> link = library.flatMap(Tree.Entry::linkTarget);
    if (link.isPresent()) {
      library = tree.at(directory + "/" + link.get());
    }
    return version(library.flatMap(Tree.Entry::content));
  }

  private static Optional<GlibcVersion> version(Optional<BlobContent> content) throws IOException {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = content.get().open()) {
      Matcher banner = BANNER.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      return banner.find()
          ? Optional.of(
              new GlibcVersion(
                  Integer.parseInt(banner.group(1)), Integer.parseInt(banner.group(2))))
          : Optional.empty();
    }
  }
}
