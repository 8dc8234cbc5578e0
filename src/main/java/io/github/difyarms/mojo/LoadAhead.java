package io.github.difyarms.mojo;

import io.github.difyarms.image.Json;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads libraries beside what the goal does: those that every build needs while it still reads its
 * parameters, for of a build that has nothing to do loading classes is the most; others when a
 * layer is written, while the network still carries it.
 *
 * <p>Maven closes the plugin's class loader when a goal fails, so the goal waits in {@link #await}
 * until this has ended.
 */
final class LoadAhead {
  private final List<Thread> threads = new ArrayList<>();

  private LoadAhead() {}

  /** Starts to load what every build needs. */
  static LoadAhead start() {
    LoadAhead ahead = new LoadAhead();
    ahead.begin(
        () -> {
          new HttpTransport(HttpOptions.defaults(), NetListener.silent()).close();
          Json.write(Json.readObject(new byte[] {'{', '}'}, "nothing"));
          LayerWriter.deflateFingerprint();
        });
    return ahead;
  }

  private synchronized void begin(Runnable work) {
    Thread thread = new Thread(work, "dify-arms-load-ahead");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /**
   * Returns a log that loads what the files of a build need when it hears that the first layer is
   * written. A build that has nothing to do leaves them as they are.
   */
  BuildLog withLayers(Runnable load) {
    return new BuildLog() {
      private boolean begun;

      @Override
      public synchronized void layered(String component, Platform platform, LayerBlob layer) {
        if (!begun) {
          begun = true;
          begin(load);
        }
      }
    };
  }

  /** Waits for the end of the loading. */
  void await() {
    try {
      for (Thread thread : begun()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Thread> begun() {
    return List.copyOf(threads);
  }
}
