package io.github.difyarms.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A string table of an ELF file: it begins with an empty string. */
final class ElfStrings {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  ElfStrings() {
    bytes.write(0);
  }

  /** Adds a string and returns where it is. */
  int add(String text) {
    int at = bytes.size();
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    bytes.write(0);
    return at;
  }

  int size() {
    return bytes.size();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
