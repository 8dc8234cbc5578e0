package io.github.difyarms.bench;

import io.github.difyarms.demo.EmbeddedOss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything the race needs, made locally; what takes long is kept for the next time. */
final class Setup implements AutoCloseable {
  private final Path kept;
  private final Path run;
  private final Path storage;
  private final EmbeddedOss oss = EmbeddedOss.start();
  private final StoredRegistry registry;
  private final StoredRegistry other;
  private final Plugin plugin;
  private final Programs programs;

  Setup(Options options) throws IOException {
    Sizes sizes = options.quick() ? Sizes.QUICK : Sizes.WHOLE;
    kept = Files.createDirectories(options.folder().resolve("kept/" + sizes.folderName()));
    run = options.folder().resolve("run");
    Shell.run(kept, "rm -rf " + Shell.quote(run)).orFail("making room");
    Files.createDirectories(run);
    System.out.println("set-up: sources and programs of the base");
    Sources sources = Sources.in(kept, sizes);
    System.out.println("set-up: bases");
    storage = Base.storage(kept, sizes, sources);
    registry = StoredRegistry.over(run.resolve("registry"));
    registry.cloneOf(storage);
    other = StoredRegistry.over(run.resolve("other"));
    System.out.println("set-up: programs that take the place of the base's");
    Path cache = kept.resolve("cache");
    Path unread = kept.resolve("cache-unread");
    plugin =
        new Plugin(
            Plugin.options(),
            options.maven(),
            cache,
            unread,
            sources.repository(),
            Instgo.serve(kept, oss));
    Shell.run(run, plugin.fetch()).orFail("fetching what the plugin needs");
    programs = compiled(cache);
  }

  /** The plugin compiles, and what it leaves is what it and all others start from. */
  private Programs compiled(Path cache) throws IOException {
    Path work = Files.createDirectories(run.resolve("compile"));
    Path state = Files.createDirectories(work.resolve("state"));
    Path before = plugin.unread();
    if (Files.isDirectory(before)) {
      Shell.run(state, "cp -al " + Shell.quote(before) + " cache").orFail("the cache");
    } else {
      Files.createDirectory(state.resolve("cache"));
    }
    for (Row row : List.of(Row.FIRST, Row.CHANGE)) {
      Task task =
          new Task(
              row,
              registry.address() + "/" + Base.DAEMON + ":" + Base.SMALL_TAG,
              registry.address() + "/compile/daemon",
              Map.of(),
              state,
              work);
      Shell.run(work, plugin.script(task)).orFail("compiling with the plugin");
    }
    registry.forget("compile");
    keep(state, before, "documents blobs records");
    for (String tag : List.of(Base.TAG, Base.SMALL_TAG)) {
      for (Row row : List.of(Row.FIRST, Row.CHANGE)) {
        Task task =
            new Task(
                row,
                registry.address() + "/" + Base.DAEMON + ":" + tag,
                registry.address() + "/compile/daemon",
                Map.of(),
                state,
                work);
        Shell.run(work, plugin.plan(task)).orFail("reading the base");
      }
    }
    // Of a target it knows nothing when the race begins, and it has no layer.
    keep(state, cache, "blobs records/builds records/targets records/layers");
    Programs all = Programs.in(cache);
    if (!all.complete()) {
      throw new IllegalStateException("not all programs were compiled");
    }
    return all;
  }

  /** Keeps the cache without some of what is in it. */
  private static void keep(Path state, Path where, String without) {
    Shell.run(
            state,
            "rm -rf "
                + Shell.quote(where)
                + " && cp -al cache "
                + Shell.quote(where)
                + " && cd "
                + Shell.quote(where)
                + " && rm -rf running going scratch "
                + without)
        .orFail("the cache");
  }

  /** Returns those who are to take part, installed or not. */
  List<Competitor> competitors(Options options) {
    List<Competitor> all = new ArrayList<>();
    all.add(plugin);
    all.add(plugin.withoutOptions());
    all.add(new Crane(true));
    all.add(new Crane(false));
    all.add(new Jib());
    all.add(new Regctl());
    all.add(Buildah.ofMachine(run));
    all.add(new Umoci());
    all.removeIf(it -> !options.only().isEmpty() && !options.only().contains(it.id()));
    return all;
  }

  /** Returns a folder with nothing in it. */
  Path folder(String name) throws IOException {
    Path folder = run.resolve(name);
    Shell.run(
            run,
            "chmod -R u+w "
                + Shell.quote(folder)
                + " 2>/dev/null || true\nrm -rf "
                + Shell.quote(folder))
        .orFail("making room");
    return Files.createDirectories(folder);
  }

  /** Makes the other registry what a row wants it to be. */
  void prepareOther(Row row, String repository) {
    if (row == Row.COLD) {
      other.clear();
    } else if (row == Row.WARM) {
      other.cloneOf(storage);
      other.rename(Base.DAEMON, repository);
    }
  }

  StoredRegistry registry() {
    return registry;
  }

  StoredRegistry other() {
    return other;
  }

  Plugin plugin() {
    return plugin;
  }

  Programs programs() {
    return programs;
  }

  /** Returns a folder that a row before this one left. */
  Path existing(String name) {
    return run.resolve(name);
  }

  /** Waits until what was written before is on the disk. */
  void settle() {
    Shell.run(run, "sync -f .").orFail("writing to the disk");
  }

  @Override
  public void close() {
    registry.close();
    other.close();
    oss.close();
    Shell.run(kept, "rm -rf " + Shell.quote(run));
  }
}
