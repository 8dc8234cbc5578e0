package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpCall;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** What a probe has begun in a registry, and what it could not take back. Thread-safe. */
final class ProbeTraces {
  private final Function<HttpCall, HttpAnswer> sender;
  private final Set<URI> uploads = ConcurrentHashMap.newKeySet();
  private final List<String> left = new CopyOnWriteArrayList<>();

  ProbeTraces(Function<HttpCall, HttpAnswer> sender) {
    this.sender = sender;
  }

  /** Notes an upload that was begun; returns its address. */
  URI begun(URI upload) {
    uploads.add(upload);
    return upload;
  }

  /** Notes that an upload goes on at another address; returns that. */
  URI moved(URI from, URI to) {
    uploads.add(to);
    if (!from.equals(to)) {
      uploads.remove(from);
    }
    return to;
  }

  /** Cancels an upload. */
  HttpAnswer cancel(URI upload) {
    HttpAnswer answer = sender.apply(HttpCall.of("DELETE", upload));
    uploads.remove(upload);
    return answer;
  }

  /** Cancels each upload that was begun and not cancelled yet. */
  void cancelAll() {
    for (URI upload : List.copyOf(uploads)) {
      try {
        cancel(upload);
      } catch (DifyArmsException e) {
        // It does not answer: then it drops the upload by itself some day.
      }
    }
  }

  /**
   * Deletes what a registry has taken, and looks whether it is gone where the deletion is refused.
   */
  void takeBack(String what, URI uri) {
    if (!deleted(uri) && mayBeThere(uri)) {
      left.add(what);
    }
  }

  private boolean deleted(URI uri) {
    try {
      return sender.apply(HttpCall.of("DELETE", uri)).successful();
    } catch (DifyArmsException e) {
      return false; // such as no token for deletions
    }
  }

  private boolean mayBeThere(URI uri) {
    try {
      int status = sender.apply(HttpCall.of("HEAD", uri)).status();
      return status != 404 && status != 400; // 400: no such digest can be
    } catch (DifyArmsException e) {
      return true;
    }
  }

  /** Returns what is still there, for people. */
  List<String> left() {
    return List.copyOf(left);
  }
}
