package io.github.difyarms.mojo;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.image.Json;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prints what a goal found for machines: one document on a line of its own, and nothing else. */
final class JsonOutput {
  private JsonOutput() {}

  /** Not to System.out: Maven 4 turns it into lines of its log, and with -l it is a file. */
  static void print(JsonNode document) throws IOException {
    @SuppressWarnings("resource") // the process's own
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    out.write(line(document));
    out.flush();
  }

  /** Returns the line in ASCII: no text of others drives a terminal. */
  static byte[] line(JsonNode document) {
    String json = new String(Json.write(document), StandardCharsets.UTF_8);
    return (Json.ascii(json) + "\n").getBytes(StandardCharsets.US_ASCII);
  }
}
