package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * dify-plugin-daemon: {@code /app/main} in a late layer, with {@code /app/commandline} beside it.
 *
 * @param serverless the flavour that runs as 1000:1000 and has a health check, not the one that
 *     prepares its database and runs below tini as root
 */
record PluginDaemonPart(boolean serverless) implements MiniaturePart {
  private static final String MIGRATE_AND_RUN = "/app/commandline migrate && exec /app/main";

  private static final String TINI =
      """
      #!/bin/bash
      # A miniature of tini: hands over, and stays nobody's parent.
      [ "$1" = -- ] && shift
      exec "$@"
      """;

  private static final String COMMAND_LINE =
      """
      #!/bin/bash
      echo "miniature command line: $1"
      """;

  private int owner() {
    return serverless ? 1000 : 0;
  }

  @Override
  public MiniatureLayer directories(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>();
    items.add(app());
    items.add(TarItem.mark("app/.platform", platform));
    if (!serverless) {
      items.add(TarItem.directory("usr/", 0755, 0));
      items.add(TarItem.directory("usr/bin/", 0755, 0));
      items.add(TarItem.file("usr/bin/tini", 0755, 0, TINI));
    }
    return MiniatureLayer.gzip("WORKDIR /app", items);
  }

  private TarItem app() {
    return TarItem.directory("app/", 0755, owner());
  }

  @Override
  public List<MiniatureLayer> upper(MiniatureShape shape, Platform platform) {
    List<TarItem> last = new ArrayList<>();
    last.add(TarItem.mark("etc/miniature-commit", platform));
    if (shape.has(Oddity.SCRIPT_WHITED_OUT)) {
      last.add(TarItem.whiteout("app/.wh.main"));
    }
    return List.of(
        MiniatureLayer.gzip(
            "RUN install python", List.of(TarItem.mark("etc/miniature-python", platform))),
        shape.replacedLayer("COPY /app/main /app/commandline /app/", programs(shape, platform)),
        MiniatureLayer.gzip("RUN echo commit", last));
  }

  private List<TarItem> programs(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>();
    if (!shape.has(Oddity.PARENTS_UNLISTED)) {
      items.add(app());
    }
    if (!serverless) {
      items.add(TarItem.file("app/commandline", 0755, 0, COMMAND_LINE));
    }
    if (!shape.has(Oddity.NO_SCRIPT)) {
      byte[] program = shape.program(platform).orElseGet(() -> placeholder(platform));
      items.add(TarItem.file("app/main", 0755, owner(), program));
    }
    return items;
  }

  private static byte[] placeholder(Platform platform) {
    byte[] text = ("miniature plugin daemon for " + platform).getBytes(StandardCharsets.US_ASCII);
    return MiniatureElf.program(Machine.of(platform.architecture()), text);
  }

  @Override
  public ObjectNode run() {
    ObjectNode run = Json.object();
    if (serverless) {
      run.put("User", "1000:1000");
    }
    run.put("WorkingDir", "/app");
    if (serverless) {
      run.putArray("Cmd").add("./main");
    } else {
      run.putArray("Entrypoint").add("/usr/bin/tini").add("--");
      run.putArray("Cmd").add("/bin/bash").add("-c").add(MIGRATE_AND_RUN);
    }
    run.putArray("Env").add("PATH=/usr/local/bin:/usr/bin:/bin").add("PLATFORM=" + flavour());
    run.putObject("ExposedPorts").putObject("5002/tcp");
    if (serverless) {
      ObjectNode check = run.putObject("Healthcheck").put("Interval", 30_000_000_000L);
      check.putArray("Test").add("CMD").add("./main").add("health");
    }
    return run;
  }

  private String flavour() {
    return serverless ? "aws_lambda" : "local";
  }

  @Override
  public List<String> closing() {
    return serverless
        ? List.of("USER 1000:1000", "HEALTHCHECK CMD [\"./main\" \"health\"]", "CMD [\"./main\"]")
        : List.of(
            "ENTRYPOINT [\"/usr/bin/tini\" \"--\"]",
            "CMD [\"/bin/bash\" \"-c\" \"" + MIGRATE_AND_RUN + "\"]");
  }
}
