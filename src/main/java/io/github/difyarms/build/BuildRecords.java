package io.github.difyarms.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What earlier builds left in the cache: results by what decided them, and the blobs of the last
 * image in each target. A record that cannot be read counts as absent.
 */
final class BuildRecords {
  private static final String BUILDS = "builds";
  private static final String TARGETS = "targets";
  private static final String WARNINGS = "warnings";

  private final BuildCache cache;
  private final LayerMemory layers;

  BuildRecords(BuildCache cache) {
    this.cache = cache;
    this.layers = new LayerMemory(cache);
  }

  /** What an earlier build of the same inputs published, and what it warned of. */
  record Earlier(ComponentResult result, List<String> warnings) {
    static Earlier of(ObjectNode json) {
      List<String> warnings = new ArrayList<>();
      json.path(WARNINGS).forEach(warning -> warnings.add(warning.asText()));
      return new Earlier(ResultJson.component(json), warnings);
    }
  }

  Optional<Earlier> earlier(String recordKey) {
    try {
      return cache.record(BUILDS, recordKey).map(Earlier::of);
    } catch (DifyArmsException e) {
      return Optional.empty(); // written by another version; the build simply runs
    }
  }

  /** What the last build of ours left in a target. */
  private record Last(Digest digest, Set<Digest> blobs) {}

  /** Returns the blobs the target holds for sure: those of our last image, if it is still there. */
  Set<Digest> known(ComponentPlan plan, ImageSource reader) throws IOException {
    return known(plan.request().target(), alone(plan), reader);
  }

  /**
   * Returns the same before there is a plan.
   *
   * @param alone the platform, when it is an image of its own
   */
  Set<Digest> known(Target target, Optional<Platform> alone, ImageSource reader)
      throws IOException {
    Optional<Last> last = last(target, alone);
    return last.isPresent() && reader.head(last.get().digest().toString()).isPresent()
        ? last.get().blobs()
        : Set.of();
  }

  /** Returns whether {@link #known} asks the target, which takes one request. */
  boolean asks(ComponentPlan plan) {
    return last(plan.request().target(), alone(plan)).isPresent();
  }

  private Optional<Last> last(Target target, Optional<Platform> alone) {
    if (!(target instanceof Target.Registry)) {
      return Optional.empty(); // a look at the disk tells more and costs nothing
    }
    try {
      return cache.record(TARGETS, name(target, alone)).map(BuildRecords::last);
    } catch (DifyArmsException e) {
      return Optional.empty(); // a damaged record tells nothing
    }
  }

  /** Parts of one image are several images in one repository; each knows its own blobs. */
  private static String name(Target target, Optional<Platform> alone) {
    return Targets.name(target) + alone.map(platform -> " " + platform).orElse("");
  }

  private static Optional<Platform> alone(ComponentPlan plan) {
    return plan.partial() ? Optional.of(plan.platforms().get(0).platform()) : Optional.empty();
  }

  private static Last last(ObjectNode json) {
    Set<Digest> blobs = new HashSet<>();
    json.path("blobs").forEach(blob -> blobs.add(Digest.parse(blob.asText(""))));
    return new Last(Digest.parse(json.path("digest").asText("")), blobs);
  }

  /** Keeps what was published, for {@link #earlier} and {@link #known}. */
  void remember(Prepared prepared, ComponentResult result) {
    ComponentPlan plan = prepared.plan();
    ObjectNode build = ResultJson.record(result);
    ArrayNode warnings = build.putArray(WARNINGS);
    prepared.warnings().forEach(warnings::add);
    cache.keepRecord(BUILDS, plan.recordKey(), build);
    for (Prepared.Image image : prepared.images()) {
      List<Digest> files = image.made().stream().map(MadeFile::digest).toList();
      layers.remember(image.plan(), files, image.appended().layer());
    }
    if (!(plan.request().target() instanceof Target.Registry)) {
      return;
    }
    ObjectNode target = Json.object().put("digest", result.digest().toString());
    ArrayNode blobs = target.putArray("blobs");
    for (Prepared.Image image : prepared.images()) {
      for (Descriptor layer : image.plan().base().manifest().layers()) {
        if (!MediaTypes.isForeign(layer.mediaType())) {
          blobs.add(layer.digest().toString());
        }
      }
      blobs.add(image.appended().layer().digest().toString());
    }
    cache.keepRecord(TARGETS, name(plan.request().target(), alone(plan)), target);
  }
}
