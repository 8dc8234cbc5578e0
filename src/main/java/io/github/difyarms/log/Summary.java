package io.github.difyarms.log;

import static io.github.difyarms.log.Texts.bytes;
import static io.github.difyarms.log.Texts.count;

import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import java.util.ArrayList;
import java.util.List;

/** The last lines of a build: what is where, under which digest, and what it cost. */
public final class Summary {
  private Summary() {}

  /** Returns the lines, without line ends. */
  public static List<String> lines(BuildResult result) {
    List<String> lines = new ArrayList<>();
    for (ComponentResult component : result.components()) {
      lines.add("");
      lines.add(component.id() + (component.upToDate() ? "  (unchanged, nothing pushed)" : ""));
      for (String tag : component.tags()) {
        lines.add("  " + component.name() + ":" + tag);
      }
      lines.add("  index   " + component.digest());
      for (PlatformResult platform : component.platforms()) {
        lines.add(
            "  "
                + platform.platform()
                + "  "
                + platform.manifest()
                + "  + layer "
                + bytes(platform.layer().size())
                + placed(platform.transfers()));
      }
    }
    lines.add("");
    lines.add(
        count(result.requests(), "request")
            + (result.tokenRequests() == 0
                ? ""
                : " and " + count(result.tokenRequests(), "token request"))
            + ", "
            + bytes(result.bytesReceived())
            + " read, "
            + bytes(result.bytesSent())
            + " written, "
            + Texts.seconds(result.duration()));
    return lines;
  }

  private static String placed(PlatformResult.Transfers transfers) {
    List<String> parts = new ArrayList<>();
    if (transfers.mounted() > 0) {
      parts.add(transfers.mounted() + " mounted");
    }
    if (transfers.present() > 0) {
      parts.add(transfers.present() + " there already");
    }
    if (transfers.streamed() > 0) {
      parts.add(transfers.streamed() + " streamed, " + bytes(transfers.streamedBytes()));
    }
    return parts.isEmpty() ? "" : "  (base: " + String.join(", ", parts) + ")";
  }
}
