package io.github.difyarms.log;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.Step;
import io.github.difyarms.model.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Records how long everything took, for the picture of what ran beside what. */
public final class Timeline implements BuildLog {
  private final LongSupplier clock;
  private final long origin;
  private final Map<Key, Open> open = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /**
   * Creates a record without steps.
   *
   * @param started when the build began, as {@link System#nanoTime()}
   */
  public Timeline(long started) {
    this(started, System::nanoTime);
  }

  Timeline(long started, LongSupplier clock) {
    this.origin = started;
    this.clock = clock;
  }

  /** What is under way can be under way once only. */
  private record Key(String component, Optional<Platform> platform, Kind kind, String what) {}

  /**
   * Something under way.
   *
   * @param begun when it began, in the clock's time
   * @param waited nanoseconds it waited for its turn
   * @param what the thing it is done to, as far as it is known by now
   */
  private record Open(long begun, long waited, String what) {}

  /** Returns what has ended so far, in the order of its start; what has not is left out. */
  public synchronized List<Step> steps() {
    return steps.stream().sorted(Comparator.comparing(Step::start)).toList();
  }

  private synchronized void begin(Key key, String what) {
    open.putIfAbsent(key, new Open(clock.getAsLong(), 0, what));
  }

  private synchronized void end(Key key) {
    Open begun = open.remove(key);
    if (begun != null) {
      steps.add(
          new Step(
              key.component(),
              key.platform(),
              key.kind(),
              begun.what(),
              Duration.ofNanos(begun.begun() - origin),
              Duration.ofNanos(begun.waited()),
              Duration.ofNanos(clock.getAsLong() - begun.begun())));
    }
  }

  private static Key of(String component, Kind kind) {
    return new Key(component, Optional.empty(), kind, "");
  }

  private static Key of(String component, Platform platform, Kind kind) {
    return new Key(component, Optional.of(platform), kind, "");
  }

  @Override
  public void resolving(String component, ImageReference base) {
    begin(of(component, Kind.RESOLVE), base.toString());
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    end(of(component, Kind.RESOLVE));
  }

  @Override
  public void searching(String component, Platform platform) {
    begin(of(component, platform, Kind.SEARCH), "layers");
  }

  @Override
  public void searched(String component, Platform platform) {
    end(of(component, platform, Kind.SEARCH));
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    Key key = new Key("", Optional.empty(), Kind.DOWNLOAD, what);
    begin(key, what);
    if (total.isPresent() && total.getAsLong() == done) {
      end(key);
    }
  }

  @Override
  public void waiting(String component, Platform platform) {
    begin(of(component, platform, Kind.COMPILE), "");
  }

  /** The first file ends the wait; the step is named after all of them. */
  @Override
  public synchronized void compiling(String component, Platform platform, String file) {
    Key key = of(component, platform, Kind.COMPILE);
    long now = clock.getAsLong();
    Open begun = open.getOrDefault(key, new Open(now, 0, ""));
    open.put(
        key,
        begun.what().isEmpty()
            ? new Open(begun.begun(), now - begun.begun(), file)
            : new Open(begun.begun(), begun.waited(), begun.what() + ", " + file));
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    end(of(component, platform, Kind.COMPILE));
  }

  @Override
  public void layering(String component, Platform platform) {
    begin(of(component, platform, Kind.LAYER), "new layer");
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    end(of(component, platform, Kind.LAYER));
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob) {
    begin(transfer(component, platform, blob), blob.digest().shortHex());
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    end(transfer(component, platform, blob));
  }

  private static Key transfer(String component, Platform platform, Descriptor blob) {
    return new Key(component, Optional.of(platform), Kind.TRANSFER, blob.digest().toString());
  }

  @Override
  public void placing(String component) {
    begin(of(component, Kind.PUBLISH), "manifests");
  }

  @Override
  public void placed(String component) {
    end(of(component, Kind.PUBLISH));
  }

  @Override
  public void tagging(String component, List<String> tags) {
    begin(of(component, Kind.PUBLISH), String.join(", ", tags));
  }

  @Override
  public void published(ComponentResult result) {
    end(of(result.id(), Kind.RESOLVE)); // nothing had to be done
    end(of(result.id(), Kind.PUBLISH));
  }
}
