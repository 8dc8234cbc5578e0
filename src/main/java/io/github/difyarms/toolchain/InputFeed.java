package io.github.difyarms.toolchain;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** Feeds a child's standard input from a thread of its own. */
final class InputFeed implements Runnable {
  private final Process process;
  private final Commands.Input input;
  private final Thread thread = new Thread(this, "dify-arms-input");
  private volatile Optional<Exception> failure = Optional.empty();

  private InputFeed(Process process, Commands.Input input) {
    this.process = process;
    this.input = input;
  }

  static InputFeed start(Process process, Commands.Input input) {
    InputFeed feed = new InputFeed(process, input);
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  @Override
  public void run() {
    Pipe pipe = new Pipe(process.getOutputStream());
    try {
      input.writeTo(pipe);
      pipe.close();
    } catch (IOException | RuntimeException e) {
      if (!pipe.broken) {
        failure = Optional.of(e);
        // Before the pipe is closed: the end of a file must not be taken for the end of the input.
        process.destroyForcibly();
      }
    }
  }

  /** Throws what kept the input from being complete; a child that stopped reading is no failure. */
  void requireComplete(Duration patience) throws IOException, InterruptedException {
    thread.join(patience.toMillis());
    Optional<Exception> reason = failure;
    if (reason.isPresent()) {
      if (reason.get() instanceof IOException e) {
        throw e;
      }
      throw (RuntimeException) reason.get();
    }
  }

  /** Remembers whether it was the child's end that failed. */
  private static final class Pipe extends FilterOutputStream {
    private boolean broken;

    Pipe(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }
  }
}
