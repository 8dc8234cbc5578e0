package io.github.difyarms.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the config's history says of each layer. A hint, never a proof: it tells how far down a
 * search for an optional file is worth its bytes.
 */
final class LayerHistory {
  private static final Pattern ADDS_FILES = Pattern.compile("(^|\\s)(COPY|ADD)\\s");
  private static final Pattern WORDS = Pattern.compile("[\\s,\"'\\[\\]]+");

  /** The commands that made the layers, lowest first; empty when the history does not fit. */
  private final List<String> commands;

  private LayerHistory(List<String> commands) {
    this.commands = commands;
  }

  static LayerHistory of(BaseImage image) {
    List<String> commands = new ArrayList<>();
    for (JsonNode entry : image.config().json().path("history")) {
      if (!entry.path("empty_layer").asBoolean(false)) {
        commands.add(entry.path("created_by").asText(""));
      }
    }
    boolean fits = commands.size() == image.manifest().layers().size();
    return new LayerHistory(fits ? List.copyOf(commands) : List.of());
  }

  /**
   * Returns the lowest layer that a search for a file is worth reading: the topmost one whose
   * command copies something to a place above the file. Without a usable history every layer may be
   * worth it; with one that names no such place, none is.
   */
  int lowestWorthReading(String path) {
    if (commands.isEmpty()) {
      return 0;
    }
    for (int i = commands.size() - 1; i >= 0; i--) {
      if (ADDS_FILES.matcher(commands.get(i)).find() && names(commands.get(i), path)) {
        return i;
      }
    }
    return commands.size();
  }

  private static boolean names(String command, String path) {
    for (String word : WORDS.split(command)) {
      String place = word.endsWith("/") ? word.substring(0, word.length() - 1) : word;
      if (place.startsWith("/")
          && place.length() > 1
          && (path.equals(place) || path.startsWith(place + "/"))) {
        return true;
      }
    }
    return false;
  }
}
