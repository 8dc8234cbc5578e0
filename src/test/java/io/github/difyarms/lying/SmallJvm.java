package io.github.difyarms.lying;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpProxy;
import io.github.difyarms.net.Notes;
import io.github.difyarms.net.ProxyRules;
import io.github.difyarms.testing.Workshop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM, which builds with a heap of 64 MB what it is told, line by line. Whoever lies to it
 * stays in this one, so that the memory is that of the build alone.
 */
final class SmallJvm implements AutoCloseable {
  private final Path errors;
  private @Nullable Process process;
  private @Nullable BufferedReader said;

  /**
   * Prepares one, which starts when it is needed.
   *
   * @param folder takes what it prints as errors
   */
  SmallJvm(Path folder) {
    this.errors = folder.resolve("small-jvm.txt");
  }

  /**
   * A build.
   *
   * @param directory where it works
   * @param front port of the front that all hosts are behind
   * @param trusted a folder like docker's {@code certs.d}
   * @param base a reference
   * @param target a repository
   * @param forged whether the base is for amd64 alone
   */
  record Asked(
      Path directory, int front, Path trusted, String base, String target, boolean forged) {
    private String line() {
      ObjectNode json = Json.object().put("directory", directory.toString()).put("front", front);
      json.put("trusted", trusted.toString()).put("base", base).put("target", target);
      return text(json.put("forged", forged));
    }

    private static Asked of(ObjectNode json) {
      return new Asked(
          Path.of(json.path("directory").asText()),
          json.path("front").asInt(),
          Path.of(json.path("trusted").asText()),
          json.path("base").asText(),
          json.path("target").asText(),
          json.path("forged").asBoolean());
    }
  }

  /** What came of it. */
  record Outcome(Optional<Digest> made, Optional<DifyArmsException> stop, String told) {
    private String line() {
      ObjectNode json = Json.object().put("told", told);
      made.ifPresent(digest -> json.put("made", digest.toString()));
      stop.ifPresent(
          e ->
              json.put("code", e.code().id())
                  .put("what", e.what())
                  .put("where", e.where())
                  .put("why", e.why()));
      return text(json);
    }

    private static Outcome of(ObjectNode json) {
      String code = json.path("code").asText();
      return new Outcome(
          Optional.ofNullable(json.get("made")).map(made -> Digest.parse(made.asText())),
          Arrays.stream(ErrorCode.values())
              .filter(one -> one.id().equals(code))
              .findFirst()
              .map(
                  one ->
                      new DifyArmsException(
                          one,
                          json.path("what").asText(),
                          json.path("where").asText(),
                          json.path("why").asText())),
          json.path("told").asText());
    }
  }

  private static String text(ObjectNode json) {
    return new String(Json.write(json), StandardCharsets.UTF_8);
  }

  /** Builds in the JVM that this is. */
  public static void main(String[] none) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      Outcome outcome = perform(Asked.of(json(line)));
      System.out.write((outcome.line() + "\n").getBytes(StandardCharsets.UTF_8));
      System.out.flush();
    }
  }

  private static ObjectNode json(String line) {
    return Json.readObject(line.getBytes(StandardCharsets.UTF_8), "a line");
  }

  private static Outcome perform(Asked asked) {
    Notes notes = new Notes();
    HttpProxy front = new HttpProxy("127.0.0.1", asked.front(), Optional.empty(), "the test");
    HttpOptions options = Stage.options(ProxyRules.ofSettings(front, ""), asked.trusted());
    Workshop shop = Stage.shop(asked.directory(), true, options, notes);
    if (asked.forged()) {
      shop = shop.platforms("linux/amd64");
    }
    Optional<Digest> made = Optional.empty();
    Optional<DifyArmsException> stop = Optional.empty();
    try {
      made = Optional.of(shop.build(asked.base(), asked.target()).components().get(0).digest());
    } catch (DifyArmsException e) {
      stop = Optional.of(e);
    }
    return new Outcome(
        made,
        stop,
        shop.told() + "\n" + String.join("\n", notes.reasons) + String.join("\n", notes.warnings));
  }

  /** Lets it build; when it ends before it has answered, memory was not enough. */
  Outcome build(Asked asked) {
    try {
      if (process == null || !process.isAlive()) {
        start();
      }
      java.util.Objects.requireNonNull(process)
          .getOutputStream()
          .write((asked.line() + "\n").getBytes(StandardCharsets.UTF_8));
      java.util.Objects.requireNonNull(process).getOutputStream().flush();
      String line = java.util.Objects.requireNonNull(said).readLine();
      if (line == null || !line.startsWith("{")) { // the JVM's last words
        throw new AssertionError(
            "a JVM with 64 MB did not survive it: "
                + line
                + "\n"
                + java.nio.file.Files.readString(errors));
      }
      return Outcome.of(json(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Xmx64m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    SmallJvm.class.getName()))
            .redirectError(errors.toFile())
            .start();
    said = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
