package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * dify-sandbox: {@code /main} in a late layer, its configuration in another.
 *
 * @param startScript whether it starts through {@code /entrypoint.sh}, as from 0.2.13
 */
record SandboxPart(boolean startScript) implements MiniaturePart {
  private static final String SCRIPT = "#!/bin/sh\nset -e\nexec /main \"$@\"\n";

  @Override
  public MiniatureLayer directories(MiniatureShape shape, Platform platform) {
    return MiniatureLayer.gzip(
        "RUN install libseccomp2",
        List.of(
            TarItem.mark("etc/miniature-libseccomp", platform),
            TarItem.directory("var/", 0755, 0),
            TarItem.directory("var/sandbox/", 0755, 0)));
  }

  @Override
  public List<MiniatureLayer> upper(MiniatureShape shape, Platform platform) {
    List<TarItem> program = new ArrayList<>();
    program.add(TarItem.mark("etc/miniature-main", platform));
    if (!shape.has(Oddity.NO_SCRIPT)) {
      byte[] bytes =
          shape.program(platform).orElseGet(() -> SandboxProgram.of(platform.architecture()));
      program.add(TarItem.file("main", 0755, 0, bytes));
    }
    List<TarItem> last = new ArrayList<>();
    last.add(TarItem.mark("etc/miniature-commit", platform));
    if (shape.has(Oddity.SCRIPT_WHITED_OUT)) {
      last.add(TarItem.whiteout(".wh.main"));
    }
    return List.of(
        shape.replacedLayer("COPY main /main", program),
        MiniatureLayer.gzip("COPY conf dependencies /", configuration()),
        MiniatureLayer.gzip("RUN echo commit", last));
  }

  private List<TarItem> configuration() {
    List<TarItem> items = new ArrayList<>();
    items.add(TarItem.directory("conf/", 0755, 0));
    items.add(TarItem.file("conf/config.yaml", 0644, 0, "app:\n  port: 8194\n"));
    items.add(TarItem.directory("dependencies/", 0755, 0));
    items.add(TarItem.file("dependencies/python-requirements.txt", 0644, 0, ""));
    if (startScript) {
      items.add(TarItem.file("entrypoint.sh", 0755, 0, SCRIPT));
    }
    return items;
  }

  private String command() {
    return startScript ? "/entrypoint.sh" : "/main";
  }

  @Override
  public ObjectNode run() {
    ObjectNode run = Json.object().put("WorkingDir", "/");
    run.putArray("Entrypoint").add(command());
    run.putArray("Env").add("PATH=/usr/local/bin:/usr/bin:/bin").add("LANG=C.UTF-8");
    return run;
  }

  @Override
  public List<String> closing() {
    return List.of("ENTRYPOINT [\"" + command() + "\"]");
  }
}
