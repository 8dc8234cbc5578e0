package io.github.difyarms.python;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.cache.Deletion;
import io.github.difyarms.cache.LastUse;
import io.github.difyarms.cache.PathLock;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Agents in the cache, by the hash of the tarball: its wheels and what is known of them. Beside
 * them one small record for each address, with the hash and the ETag it had.
 */
final class AgentStore {
  private static final String PROGRAM = "aliyun-instrument";
  private static final String DESCRIPTION = "agent.json";

  private final Path folder;
  private final AgentArchive archive;

  AgentStore(Path cacheDirectory, AgentArchive archive) {
    this.folder = cacheDirectory.resolve("python").resolve("agents");
    this.archive = archive;
  }

  /** What an address handed out last. */
  record Known(URI address, String sha256, Optional<String> etag) {}

  Optional<Known> known(URI address) {
    return ToolFiles.json(record(address))
        .map(
            json ->
                new Known(
                    address,
                    json.path("sha256").asText(),
                    Optional.of(json.path("etag").asText()).filter(tag -> !tag.isEmpty())));
  }

  /** Returns an empty folder for a download. */
  Path incoming() throws IOException {
    Files.createDirectories(folder);
    return Files.createTempDirectory(folder, ".incoming");
  }

  /** Returns an agent with all its bytes as they should be; a damaged one counts as absent. */
  Optional<AgentTarball> find(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      return Optional.empty();
    }
    Path entry = folder.resolve(sha256);
    Optional<AgentTarball> agent =
        ToolFiles.json(entry.resolve(DESCRIPTION))
            .map(this::read)
            .filter(read -> read.sha256().equals(sha256));
    if (agent.isPresent() && intact(agent.get())) {
      LastUse.note(entry);
      return agent;
    }
    return Optional.empty();
  }

  private static boolean intact(AgentTarball agent) {
    try {
      for (Wheel wheel : agent.wheels()) {
        if (!ToolFiles.sha256(agent.folder().resolve(wheel.filename())).equals(wheel.sha256())) {
          return false;
        }
      }
      return !agent.wheels().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unpacks a tarball that has come.
   *
   * @throws DifyArmsException {@link ErrorCode#AGENT_UNFIT}
   */
  AgentTarball keep(URI address, DownloadResult.Fetched fetched)
      throws IOException, InterruptedException {
    Path entry = folder.resolve(fetched.sha256());
    AgentTarball agent =
        PathLock.holding(
            entry,
            () -> {
              Optional<AgentTarball> present = find(fetched.sha256());
              return present.isPresent() ? present.get() : unpack(address, fetched, entry);
            });
    ObjectNode json = Json.object();
    json.put("address", SafeUrl.of(address));
    json.put("sha256", fetched.sha256());
    fetched.etag().ifPresent(etag -> json.put("etag", etag));
    ToolFiles.write(record(address), json);
    return agent;
  }

  private AgentTarball unpack(URI address, DownloadResult.Fetched fetched, Path entry)
      throws IOException {
    Path incoming = incoming();
    try {
      try {
        archive.unpack(fetched.file(), incoming.resolve("wheels"));
        ToolFiles.write(incoming.resolve(DESCRIPTION), describe(address, fetched, incoming));
      } catch (IOException e) {
        throw new DifyArmsException(
            ErrorCode.AGENT_UNFIT,
            "what was downloaded is not the Python agent",
            SafeUrl.of(fetched.finalUri()),
            String.valueOf(e.getMessage()),
            e);
      }
      Deletion.of(entry);
      Files.move(incoming, entry, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Deletion.of(incoming);
    }
    return ToolFiles.json(entry.resolve(DESCRIPTION))
        .map(this::read)
        .orElseThrow(() -> new IOException(entry + " cannot be read back"));
  }

  private static ObjectNode describe(URI address, DownloadResult.Fetched fetched, Path incoming)
      throws IOException {
    ObjectNode json = Json.object();
    json.put("address", SafeUrl.of(address));
    json.put("sha256", fetched.sha256());
    json.put("size", fetched.size());
    ArrayNode wheels = json.putArray("wheels");
    Optional<Distribution> agent = Optional.empty();
    for (Path file : wheels(incoming)) {
      WheelMetadata metadata = WheelMetadata.of(file);
      if (metadata.programs().contains(PROGRAM)) {
        agent = Optional.of(metadata.distribution());
      }
      wheels.add(
          WheelJson.write(
              new Wheel(
                  metadata.distribution(),
                  String.valueOf(file.getFileName()),
                  ToolFiles.sha256(file),
                  Files.size(file),
                  true)));
    }
    if (wheels.isEmpty()) {
      throw new IOException("it has no wheel one folder down");
    }
    Distribution found =
        agent.orElseThrow(() -> new IOException("no wheel in it has the program " + PROGRAM));
    json.put("name", found.name());
    json.put("version", found.version());
    return json;
  }

  private static List<Path> wheels(Path incoming) throws IOException {
    try (Stream<Path> files = Files.list(incoming.resolve("wheels"))) {
      return files.sorted().toList();
    }
  }

  private AgentTarball read(JsonNode json) {
    List<Wheel> wheels = new ArrayList<>();
    json.path("wheels").forEach(wheel -> wheels.add(WheelJson.read(wheel)));
    String sha256 = json.path("sha256").asText();
    return new AgentTarball(
        json.path("address").asText(),
        sha256,
        json.path("size").asLong(),
        new Distribution(json.path("name").asText(), json.path("version").asText()),
        List.copyOf(wheels),
        folder.resolve(sha256).resolve("wheels"));
  }

  private Path record(URI address) {
    String name = ToolFiles.sha256(address.toString().getBytes(StandardCharsets.UTF_8));
    return folder.resolve("addresses").resolve(name + ".json");
  }
}
