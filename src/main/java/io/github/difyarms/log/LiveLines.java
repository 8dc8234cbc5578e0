package io.github.difyarms.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of a {@link Screen} up to date below the lines that are printed, from a thread of
 * its own. The terminal is opened only when work lasts; when that fails, there are just no rows.
 */
final class LiveLines {
  /** Work that ends sooner is not worth opening a terminal for. */
  private static final long PATIENCE_MILLIS = 400;

  private static final long PERIOD_MILLIS = 125;

  private final RunningWork work;
  private @Nullable Thread drawing;
  private @Nullable Screen screen;
  private @Nullable Thread hook;
  private boolean closed;

  LiveLines(RunningWork work) {
    this.work = work;
  }

  /** Something is under way. */
  synchronized void begun() {
    if (drawing == null && !closed) {
      drawing = new Thread(this::keepDrawing, "dify-arms-live-lines");
      drawing.setDaemon(true);
      drawing.setContextClassLoader(LiveLines.class.getClassLoader()); // finds what JLine loads
      drawing.start();
    }
  }

  /** Prints something above the rows. */
  synchronized void above(Runnable printing) {
    if (screen == null) {
      printing.run();
      return;
    }
    screen.erase();
    printing.run();
    System.out.flush();
    draw();
  }

  private void keepDrawing() {
    if (pause(PATIENCE_MILLIS) && open()) {
      while (pause(PERIOD_MILLIS)) {
        draw();
      }
    }
  }

  /** Returns whether there is still something to draw for. */
  private synchronized boolean pause(long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      return false;
    }
    return !closed;
  }

  private boolean open() {
    try {
      Screen opened = Screen.open(); // takes a moment, during which lines may be printed
      Thread restoring = new Thread(() -> interrupted(opened.restoring()), "dify-arms-terminal");
      synchronized (this) {
        screen = opened;
        hook = restoring;
        Runtime.getRuntime().addShutdownHook(restoring);
      }
      return true;
    } catch (IOException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private synchronized void draw() {
    if (screen != null && !closed) {
      try {
        screen.draw(work);
      } catch (RuntimeException | LinkageError e) {
        screen.erase();
        screen = null;
      }
    }
  }

  /** The process ends in mid-run (Ctrl-C): the terminal library may be gone already. */
  private synchronized void interrupted(String restoring) {
    closed = true;
    screen = null;
    try {
      // Not closed: others have something to print yet.
      new FileOutputStream(FileDescriptor.out).write(restoring.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // nobody is there to see it
    }
  }

  /** Takes the rows away and gives the terminal back. */
  void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = drawing;
      notifyAll();
    }
    if (ending != null) {
      try {
        ending.join(); // Maven closes the class loader next
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    giveBack();
  }

  private synchronized void giveBack() {
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // it runs already
      }
      hook = null;
    }
    if (screen != null) {
      try {
        screen.close();
      } catch (IOException | RuntimeException e) {
        // the rows are gone; nothing else was changed
      }
      screen = null;
    }
  }
}
