package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Download;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.NetFailures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the module proxies of a {@code GOPROXY} list in order, as Go does: after {@code ,} the next
 * one when a file is not found (404, 410), after {@code |} on any error. {@code direct} is skipped:
 * toolchains lie on proxies only.
 */
final class ModuleProxies {
  private static final int LONGEST_TEXT = 4 << 20;
  private static final long LONGEST_ZIP = 1L << 30;

  private final String goproxy;
  private final Downloads downloads;

  ModuleProxies(String goproxy, Downloads downloads) {
    this.goproxy = goproxy;
    this.downloads = downloads;
  }

  /** Something a proxy has, and the proxy that had it. */
  record Found<T>(T value, ModuleProxy proxy) {}

  /** A proxy does not hand a file out. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean missing;

    Unavailable(String why, boolean missing) {
      super(why);
      this.missing = missing;
    }
  }

  private interface Ask<T> {
    T ask(ModuleProxy proxy) throws Unavailable;
  }

  /**
   * Returns a short text.
   *
   * @param path its path below the proxy, for example {@code /golang.org/toolchain/@v/list}
   * @throws Unavailable when no proxy has it; the message says what each answered
   */
  Found<String> text(String path) throws Unavailable {
    return walk(proxy -> text(proxy, path));
  }

  /**
   * Fetches a file.
   *
   * @throws Unavailable when no proxy has it; the message says what each answered
   */
  Found<Path> file(String path, Path target) throws Unavailable {
    return walk(proxy -> file(proxy, path, target));
  }

  private <T> Found<T> walk(Ask<T> ask) throws Unavailable {
    List<String> answers = new ArrayList<>();
    for (ModuleProxy proxy : ModuleProxy.list(goproxy)) {
      if (proxy.off()) {
        answers.add("off: GOPROXY forbids downloads");
        break;
      }
      if (proxy.direct()) {
        continue;
      }
      try {
        return new Found<>(ask.ask(proxy), proxy);
      } catch (Unavailable e) {
        answers.add(proxy.shown() + ": " + e.getMessage());
        if (!e.missing && !proxy.onAnyError()) {
          break;
        }
      }
    }
    throw new Unavailable(
        answers.isEmpty() ? "GOPROXY names no proxy" : String.join("\n", answers), true);
  }

  /** Returns a short text of one proxy. */
  String text(ModuleProxy proxy, String path) throws Unavailable {
    if (proxy.file()) {
      try {
        return Files.readString(Path.of(proxy.at(path)));
      } catch (IOException | IllegalArgumentException e) {
        throw unreadable(e);
      }
    }
    return text(downloads, download(proxy, path));
  }

  /** Returns a short text of any address. */
  static String text(Downloads downloads, Download download) throws Unavailable {
    HttpAnswer answer;
    try {
      answer = downloads.read(download, LONGEST_TEXT);
    } catch (DifyArmsException e) {
      throw failed(e);
    }
    if (!answer.successful()) {
      throw refused(answer.status(), Downloads.words(answer));
    }
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private Path file(ModuleProxy proxy, String path, Path target) throws Unavailable {
    if (proxy.file()) {
      try {
        return Files.copy(Path.of(proxy.at(path)), target, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | IllegalArgumentException e) {
        throw unreadable(e);
      }
    }
    try {
      DownloadResult result = downloads.fetch(download(proxy, path), target);
      if (result instanceof DownloadResult.Refused refused) {
        throw refused(refused.status(), refused.words());
      }
      return target;
    } catch (DifyArmsException e) {
      throw failed(e);
    }
  }

  /** Plain HTTP is the user's own choice here, and what comes is checked against a hash. */
  private static Download download(ModuleProxy proxy, String path) {
    return Download.of(proxy.at(path), LONGEST_ZIP).withPlain(true);
  }

  private static Unavailable refused(int status, String words) {
    String why = "HTTP " + status + (words.isEmpty() ? "" : ": " + words);
    return new Unavailable(why, status == 404 || status == 410);
  }

  private static Unavailable unreadable(Exception failure) {
    return new Unavailable(failure.toString(), failure instanceof NoSuchFileException);
  }

  private static Unavailable failed(DifyArmsException failure) {
    if (NetFailures.interrupted(failure) || failure.code() == ErrorCode.CACHE_UNSAFE) {
      throw failure;
    }
    return new Unavailable(failure.what() + ": " + failure.why(), false);
  }
}
