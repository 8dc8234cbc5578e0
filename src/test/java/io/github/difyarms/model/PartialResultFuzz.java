package io.github.difyarms.model;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.image.Json;
import java.util.List;
import java.util.Optional;

/** What the goal index is handed by other machines. */
public final class PartialResultFuzz implements FuzzTarget {
  @Override
  public void accept(byte[] input) {
    PartialResult part = PartialResult.read(input, "fuzzed");
    part.fileName();
    byte[] written = Json.write(part.json());
    PartialResult again = PartialResult.read(written, "written");
    require(new String(Json.write(again.json()), UTF_8).equals(new String(written, UTF_8)), "same");
  }

  @Override
  public List<byte[]> seeds() {
    PlatformResult platform = ResultJsonTest.platform("linux/arm64");
    PartialResult part =
        new PartialResult(
            List.of("{upstreamTag}-arms"),
            Optional.of("1.16.1"),
            Format.AUTO,
            new ComponentResult(
                "api",
                "docker.io/langgenius/dify-api:1.16.1",
                ResultJsonTest.digest("base"),
                "registry.example.com/acme/dify-api",
                List.of(),
                platform.manifest(),
                "application/vnd.oci.image.manifest.v1+json",
                ResultJsonTest.digest("inputs"),
                List.of(platform),
                List.of(),
                false),
            List.of("careful"));
    return List.of(Json.write(part.json()));
  }

  @Override
  public List<String> words() {
    return List.of(
        "null",
        "{}",
        "[]",
        "-1",
        "9223372036854775808",
        "\"image\":",
        "\"platforms\":",
        "\"proof\":",
        "\"kind\":",
        "\"files\":",
        "\"tags\":",
        "\"format\":",
        "\"digest\":",
        "\"mounted\"",
        "\"layer\":");
  }

  @Override
  public int longest() {
    return 8192;
  }
}
