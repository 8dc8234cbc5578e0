package io.github.difyarms.build;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentResult;
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

  BuildRecords(BuildCache cache) {
    this.cache = cache;
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

  /** Returns the blobs the target holds for sure: those of our last image, if it is still there. */
  Set<Digest> known(String name, Target target, ImageSource reader) throws IOException {
    if (!(target instanceof Target.Registry)) {
      return Set.of(); // a look at the disk tells more and costs nothing
    }
    Optional<Digest> last = Optional.empty();
    Set<Digest> blobs = new HashSet<>();
    Optional<ObjectNode> json = cache.record(TARGETS, name);
    try {
      if (json.isPresent()) {
        last = Optional.of(Digest.parse(json.get().path("digest").asText("")));
        json.get().path("blobs").forEach(blob -> blobs.add(Digest.parse(blob.asText(""))));
      }
    } catch (DifyArmsException e) {
      return Set.of(); // a damaged record tells nothing
    }
    return last.isPresent() && reader.head(last.get().toString()).isPresent() ? blobs : Set.of();
  }

  /** Keeps what was published, for {@link #earlier} and {@link #known}. */
  void remember(Prepared prepared, String name, ComponentResult result) {
    ComponentPlan plan = prepared.plan();
    ObjectNode build = ResultJson.record(result);
    ArrayNode warnings = build.putArray(WARNINGS);
    prepared.warnings().forEach(warnings::add);
    cache.keepRecord(BUILDS, plan.recordKey(), build);
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
    cache.keepRecord(TARGETS, name, target);
  }
}
