package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Download;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.net.NetFailures;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks the agent's addresses one after the other: the first that has it decides. Those inside
 * Alibaba Cloud do not answer elsewhere, which is why one silent address proves nothing.
 */
final class AgentDownload {
  private static final long MOST_BYTES = 1L << 30;

  private final Downloads downloads;
  private final AgentSource source;

  AgentDownload(Downloads downloads, AgentSource source) {
    this.downloads = downloads;
    this.source = source;
  }

  /** What an address said, and which one. */
  record Answer(URI address, DownloadResult result) {}

  /** No address has it; perhaps only for now. */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;
    private final transient DifyArmsException stop;
    private final boolean silence;

    private NoAnswer(DifyArmsException stop, boolean silence) {
      super(stop);
      this.stop = stop;
      this.silence = silence;
    }

    /** Returns the stop of a build that cannot do without an answer. */
    DifyArmsException stop() {
      return stop;
    }

    /** Returns whether nobody answered: a refusal would mean that it is gone. */
    boolean silence() {
      return silence;
    }
  }

  /** Returns a file that has come, or that the one with the ETag is still the newest. */
  Answer fetch(Function<URI, Optional<String>> etags, Path target) throws NoAnswer {
    return ask(etags, download -> downloads.fetch(download, target));
  }

  /** Asks only whether there is a file, and whether it is another one than that with the ETag. */
  Answer look(Function<URI, Optional<String>> etags) throws NoAnswer {
    return ask(etags, downloads::look);
  }

  private Answer ask(
      Function<URI, Optional<String>> etags, Function<Download, DownloadResult> asking)
      throws NoAnswer {
    List<String> failures = new ArrayList<>();
    boolean silence = true;
    Optional<DifyArmsException> offline = Optional.empty();
    for (URI address : addresses()) {
      if (!allowed(address)) {
        failures.add(SafeUrl.of(address) + ": plain HTTP is not allowed");
        continue;
      }
      try {
        DownloadResult result =
            asking.apply(
                Download.of(address, MOST_BYTES)
                    .withPlain(!"https".equalsIgnoreCase(address.getScheme()))
                    .unless(etags.apply(address)));
        if (!(result instanceof DownloadResult.Refused refused)) {
          return new Answer(address, result);
        }
        silence &= refused.status() >= 500;
        failures.add(SafeUrl.of(refused.uri()) + ": " + refused.explanation());
      } catch (DifyArmsException e) {
        if (e.code() == ErrorCode.OFFLINE) {
          offline = Optional.of(e);
        } else if (!NetFailures.ofNetwork(e)) {
          throw e;
        }
        failures.add(SafeUrl.of(address) + ": " + reason(e));
      }
    }
    throw new NoAnswer(offline.orElseGet(() -> notFound(failures)), silence);
  }

  private List<URI> addresses() {
    return source.addresses().stream().map(URI::create).toList();
  }

  private boolean allowed(URI address) {
    return "https".equalsIgnoreCase(address.getScheme())
        || source.allowHttp()
        || Hosts.loopback(Hosts.host(String.valueOf(address.getHost())));
  }

  private static String reason(DifyArmsException failure) {
    return failure.getCause() instanceof UnknownHostException
        ? "unknown host"
        : failure.what() + ": " + failure.why().replace("\n", "; ");
  }

  private DifyArmsException notFound(List<String> failures) {
    return new DifyArmsException(
        ErrorCode.AGENT_NOT_FOUND,
        "the Python agent cannot be downloaded",
        String.join("\n", addresses().stream().map(SafeUrl::of).toList()),
        String.join("\n", failures));
  }
}
