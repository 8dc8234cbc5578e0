package io.github.difyarms.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Difference.Kind;
import java.util.List;

/** The closed list of differences that manifest and config may have. */
final class DocumentRules {
  private static final String LABELS = "/config/Labels";
  private static final String BASE_ANNOTATION = "/annotations/org.opencontainers.image.base.";

  private final Promise promise;

  DocumentRules(Promise promise) {
    this.promise = promise;
  }

  List<String> violations(List<Difference> manifest, List<Difference> config) {
    return java.util.stream.Stream.concat(
            manifest.stream().filter(d -> !inManifest(d)).map(d -> say("manifest", d)),
            config.stream().filter(d -> !inConfig(d)).map(d -> say("config", d)))
        .toList();
  }

  private static String say(String document, Difference difference) {
    return document + " " + DifferenceText.of(difference);
  }

  private boolean inManifest(Difference difference) {
    String at = difference.pointer();
    int layers = promise.base().manifest().layers().size();
    return switch (difference.kind()) {
      case ADDED ->
          at.matches("/layers/" + layers + "/(mediaType|digest|size)")
              || baseAnnotation(at)
              || (at.equals("/config/mediaType") && untypedConfig())
              || (at.equals("/mediaType") && promise.converted());
      case CHANGED ->
          at.equals("/config/digest")
              || at.equals("/config/size")
              || baseAnnotation(at)
              || (at.equals("/annotations") && nothing(difference))
              || (at.equals("/config/mediaType") && untypedConfig())
              || (promise.converted() && mediaType(at));
      case REMOVED ->
          at.equals("/config/data") // like urls, of the old config
              || at.equals("/config/urls")
              || (promise.converted() && at.equals("/annotations")); // Docker has no such field
    };
  }

  private static boolean baseAnnotation(String at) {
    return at.equals(BASE_ANNOTATION + "name") || at.equals(BASE_ANNOTATION + "digest");
  }

  private boolean untypedConfig() {
    return promise.base().manifest().config().mediaType().isEmpty();
  }

  private static boolean mediaType(String at) {
    return at.matches("(/config|/layers/[0-9]+)?/mediaType");
  }

  private boolean inConfig(Difference difference) {
    String at = difference.pointer();
    ObjectNode base = promise.base().config().json();
    String diffIds = "/rootfs/diff_ids";
    int layers = promise.base().config().diffIds().size();
    String history = "/history/" + base.path("history").size();
    return switch (difference.kind()) {
      case ADDED ->
          at.equals(diffIds + "/" + layers)
              || (at.equals(diffIds) && layers == 0)
              || at.equals(history + "/created")
              || at.equals(history + "/created_by")
              || label(at);
      case CHANGED ->
          label(at)
              || ((at.equals("/config") || at.equals(LABELS) || at.equals("/rootfs"))
                  && nothing(difference));
      case REMOVED -> false;
    };
  }

  private boolean label(String at) {
    return at.startsWith(LABELS + "/" + promise.labels());
  }

  /** An object that takes the place of {@code null}; its fields are differences of their own. */
  private static boolean nothing(Difference difference) {
    return difference.kind() == Kind.CHANGED
        && difference.before().equals("null")
        && difference.after().equals("{}");
  }
}
