package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * dify-api: two copies of the start script in two layers, owners and modes as upstream has them.
 */
record ApiPart() implements MiniaturePart {
  private static final int DIFY = 1001;
  private static final String SCRIPT = "entrypoint.sh";
  private static final String SOURCES = "app/api/docker/";

  @Override
  public MiniatureLayer directories(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>(parents(shape));
    items.add(TarItem.mark("app/api/.platform", platform));
    items.add(TarItem.directory("app/api/.venv/", 0755, DIFY));
    items.add(TarItem.directory("app/api/.venv/bin/", 0755, DIFY));
    for (String command : List.of("gunicorn", "celery", "flask", "python")) {
      items.add(TarItem.file("app/api/.venv/bin/" + command, 0755, DIFY, stub(command)));
    }
    return MiniatureLayer.gzip("WORKDIR /app/api", items);
  }

  /** The directories above, as upstream has them: group-readable, and set-group-id below. */
  private static List<TarItem> parents(MiniatureShape shape) {
    TarItem api = TarItem.directory("app/api/", 02775, DIFY);
    return List.of(
        TarItem.directory("app/", 0770, DIFY),
        shape.rich() ? api.withXattr("user.miniature", "kept") : api);
  }

  private static String stub(String command) {
    return "#!/bin/bash\nprintf '" + command + "'\nprintf ' [%s]' \"$@\"\necho\n";
  }

  @Override
  public List<MiniatureLayer> upper(MiniatureShape shape, Platform platform) {
    return List.of(
        shape.replacedLayer("COPY . /app/api/", sources(shape, platform)),
        shape.replacedLayer(
            "COPY docker/entrypoint.sh /entrypoint.sh", entrypoint(shape, platform)),
        MiniatureLayer.gzip("RUN echo commit", last(shape, platform)));
  }

  private static List<TarItem> sources(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>();
    boolean linked = shape.has(Oddity.SYMLINKED_PARENT);
    String directory = linked ? "app/api/docker.d/" : SOURCES;
    if (!shape.has(Oddity.PARENTS_UNLISTED)) {
      items.addAll(parents(shape));
      items.add(TarItem.directory(directory, 0755, DIFY));
    }
    items.add(TarItem.file("app/api/app.py", 0644, DIFY, "print('" + platform + "')\n"));
    if (linked) {
      items.add(TarItem.symbolicLink("app/api/docker", "docker.d"));
    }
    if (!shape.has(Oddity.NO_SCRIPT)) {
      items.add(TarItem.file(directory + SCRIPT, 0755, DIFY, shape.script()));
      if (shape.has(Oddity.SCRIPT_IS_HARD_LINK)) {
        items.add(TarItem.hardLink(SCRIPT, directory + SCRIPT, 0755, DIFY));
      }
    }
    return items;
  }

  private static List<TarItem> entrypoint(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>();
    items.add(TarItem.mark("etc/miniature-entrypoint", platform));
    if (shape.has(Oddity.SCRIPT_IS_SYMLINK)) {
      items.add(TarItem.symbolicLink(SCRIPT, SOURCES + SCRIPT));
    } else if (!shape.has(Oddity.NO_SCRIPT) && !shape.has(Oddity.SCRIPT_IS_HARD_LINK)) {
      items.add(TarItem.file(SCRIPT, 0755, DIFY, shape.script()));
    }
    return items;
  }

  private static List<TarItem> last(MiniatureShape shape, Platform platform) {
    List<TarItem> items = new ArrayList<>();
    items.add(TarItem.mark("etc/miniature-commit", platform));
    if (shape.has(Oddity.SCRIPT_WHITED_OUT)) {
      items.add(TarItem.whiteout(".wh." + SCRIPT));
    }
    if (shape.has(Oddity.SECOND_COPY_WHITED_OUT)) {
      items.add(TarItem.whiteout(SOURCES + ".wh." + SCRIPT));
    }
    if (shape.has(Oddity.OPAQUE_DIRECTORY)) {
      items.add(TarItem.directory(SOURCES, 0755, DIFY));
      items.add(TarItem.whiteout(SOURCES + ".wh..wh..opq"));
    }
    return items;
  }

  @Override
  public ObjectNode run() {
    ObjectNode run = Json.object().put("User", "1001").put("WorkingDir", "/app/api");
    run.putArray("Entrypoint").add("/bin/bash").add("/entrypoint.sh");
    ArrayNode env = run.putArray("Env");
    env.add("PATH=/app/api/.venv/bin:/usr/local/bin:/usr/bin:/bin");
    env.add("LANG=C.UTF-8");
    env.add("EDITION=SELF_HOSTED");
    env.add("VIRTUAL_ENV=/app/api/.venv");
    run.putObject("ExposedPorts").putObject("5001/tcp");
    return run;
  }

  @Override
  public List<String> closing() {
    return List.of("USER 1001", "ENTRYPOINT [\"/bin/bash\" \"/entrypoint.sh\"]");
  }
}
