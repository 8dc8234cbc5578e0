package io.github.difyarms.mojo;

import io.github.difyarms.image.Json;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;

/**
 * Loads the libraries that every build needs while the goal still reads its parameters: of a build
 * that has nothing to do, loading classes is the most.
 *
 * <p>Maven closes the plugin's class loader when a goal fails, so the goal waits in {@link #await}
 * until this has ended.
 */
final class LoadAhead {
  private final Thread thread;

  private LoadAhead(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts to load.
   *
   * @param others what the goal needs beside what every build needs
   */
  static LoadAhead start(Runnable... others) {
    Thread thread = new Thread(() -> load(others), "dify-arms-load-ahead");
    thread.setDaemon(true);
    thread.start();
    return new LoadAhead(thread);
  }

  private static void load(Runnable... others) {
    new HttpTransport(HttpOptions.defaults(), NetListener.silent()).close();
    Json.write(Json.readObject(new byte[] {'{', '}'}, "nothing"));
    LayerWriter.deflateFingerprint();
    for (Runnable other : others) {
      other.run();
    }
  }

  /** Waits for the end of the loading. */
  void await() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
