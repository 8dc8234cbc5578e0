package io.github.difyarms.secrets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Finds marks in bytes: as they are, URL-encoded and escaped for JSON (their beginning needs no
 * escape), in Base64 at each of its three alignments, and so in the {@code user:password} of Basic
 * authentication too, in hexadecimal digits of either case, in UTF-16, and inside gzip and zip,
 * whole or broken off.
 */
final class Marks {
  private static final int SHOWN = 24;
  private static final int DEEPEST = 3;

  private final List<Mark> all;
  private final List<String> needles = new ArrayList<>();

  Marks(List<Mark> all) {
    this.all = List.copyOf(all);
    needles.addAll(forms(Mark.CORE));
  }

  List<Mark> all() {
    return all;
  }

  /** Returns the forms of a text in ISO 8859-1. */
  private static List<String> forms(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(text));
    for (int before = 0; before < 3; before++) {
      forms.add(inBase64(bytes, before));
    }
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    forms.add(new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
    return forms;
  }

  /** Returns the characters of Base64 that hold nothing else when bytes stand before the text. */
  private static String inBase64(byte[] text, int before) {
    byte[] shifted = new byte[before + text.length];
    System.arraycopy(text, 0, shifted, before, text.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    return encoded.substring((before * 8 + 5) / 6, shifted.length * 8 / 6);
  }

  /** A mark that was found, and what stands around it. */
  record Hit(String mark, String around) {}

  Set<Hit> in(String text) {
    return in(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns which marks stand in some bytes. */
  Set<Hit> in(byte[] bytes) {
    Set<Hit> hits = new LinkedHashSet<>();
    look(bytes, DEEPEST, hits);
    return hits;
  }

  private void look(byte[] bytes, int depth, Set<Hit> hits) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String needle : needles) {
      for (int at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
        String around =
            text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + 2 * SHOWN));
        hits.add(new Hit(name(text, at), around.replaceAll("\\p{Cntrl}", " ")));
      }
    }
    if (depth > 0) {
      unpacked(bytes).forEach(inner -> look(inner, depth - 1, hits));
    }
  }

  private String name(String text, int at) {
    return all.stream()
        .filter(mark -> forms(Mark.CORE + mark.id()).stream().anyMatch(f -> stands(text, at, f)))
        .map(Mark::id)
        .findFirst()
        .orElse("?");
  }

  /** The last character of Base64 may hold more than the text. */
  private static boolean stands(String text, int at, String form) {
    return text.startsWith(form, at);
  }

  private static List<byte[]> unpacked(byte[] bytes) {
    List<byte[]> entries = new ArrayList<>();
    try {
      if (bytes.length > 4 && bytes[0] == 0x1f && (bytes[1] & 0xff) == 0x8b) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          entries.add(upToItsEnd(in));
        }
      } else if (bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3) {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
          for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
            entries.add(upToItsEnd(in));
          }
        }
      }
    } catch (IOException e) {
      // It only looked like an archive, or is half of one.
    }
    return entries;
  }

  /** Returns what can be unpacked; the rest may be missing or damaged. */
  private static byte[] upToItsEnd(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        all.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // So far.
    }
    return all.toByteArray();
  }

  /** Returns the mark with an id. */
  Optional<Mark> find(String id) {
    return all.stream().filter(mark -> mark.id().equals(id)).findFirst();
  }
}
