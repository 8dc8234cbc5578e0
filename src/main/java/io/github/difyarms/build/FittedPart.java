package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BaseLayer;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Proof;
import io.github.difyarms.proof.Promise;
import io.github.difyarms.proof.Prover;
import java.util.List;
import java.util.Map;

/**
 * A part in its place: it was compared with the image of the base that it takes the place of.
 *
 * @param part the part
 * @param platform its platform
 * @param entry the base's entry
 * @param base the base's image
 * @param proof how manifest and config differ
 */
record FittedPart(
    FetchedPart part, Platform platform, Descriptor entry, BaseImage base, Proof proof) {
  /**
   * Compares a part with its base.
   *
   * @throws DifyArmsException {@link ErrorCode#PART_UNFIT}
   */
  static FittedPart of(
      FetchedPart part, Platform platform, Descriptor entry, BaseImage base, Format format) {
    Family family =
        switch (format) {
          case AUTO -> Family.of(base.manifest().raw().mediaType());
          case DOCKER -> Family.DOCKER;
          case OCI -> Family.OCI;
        };
    if (Family.of(part.manifest().raw().mediaType()) != family) {
      throw part.unfit(
          "its media type is "
              + part.manifest().raw().mediaType()
              + ", which to.format="
              + format.name().toLowerCase(java.util.Locale.ROOT)
              + " does not give");
    }
    String digest = entry.digest().toString();
    if (part.baseEntry().filter(named -> !named.equals(digest)).isPresent()) {
      throw part.unfit(
          "it was built from " + part.baseEntry().get() + ", but the base has " + digest);
    }
    Promise promise =
        new Promise(
            base,
            List.of(),
            Map.of(),
            Indexes.converted(base.manifest().raw(), part.manifest().raw()),
            Product.LABEL_PREFIX);
    Proof proof;
    try {
      proof = Prover.documents(promise, part.manifest(), part.config(), part.where());
    } catch (DifyArmsException e) {
      throw part.unfit("it is not its base with one more layer: " + e.why());
    }
    part.part().result().ifPresent(told -> requireSame(part, told.platform(), platform, entry));
    return new FittedPart(part, platform, entry, base, proof);
  }

  private static void requireSame(
      FetchedPart part, PlatformResult told, Platform platform, Descriptor entry) {
    List<Descriptor> layers = part.manifest().layers();
    boolean same =
        told.platform().equals(platform)
            && told.base().equals(entry.digest())
            && told.baseLayers().stream()
                .map(layer -> Map.entry(layer.digest(), layer.size()))
                .toList()
                .equals(
                    layers.subList(0, layers.size() - 1).stream()
                        .map(layer -> Map.entry(layer.digest(), layer.size()))
                        .toList());
    if (!same) {
      throw part.unfit("it tells of another platform or base than the image has");
    }
  }

  Indexes.Child child() {
    return new Indexes.Child(entry, base.manifest().raw(), part.manifest().raw());
  }

  /** Returns what is known of it: all of it from its file, else what the image itself says. */
  PlatformResult result() {
    return part.part().result().map(PartialResult::platform).map(this::told).orElseGet(this::seen);
  }

  private PlatformResult told(PlatformResult told) {
    return new PlatformResult(
        platform,
        entry.digest(),
        part.digest(),
        part.manifest().config().digest(),
        told.baseLayers(),
        told.layer(),
        told.files(),
        told.agents(),
        told.removed(),
        told.transfers(),
        new Proof(proof.manifest(), proof.config(), told.proof().layer(), told.proof().texts()));
  }

  private PlatformResult seen() {
    List<Descriptor> layers = part.manifest().layers();
    Descriptor layer = layers.get(layers.size() - 1);
    List<Digest> diffIds = part.config().diffIds();
    return new PlatformResult(
        platform,
        entry.digest(),
        part.digest(),
        part.manifest().config().digest(),
        base.manifest().layers().stream()
            .map(l -> new BaseLayer(l.digest(), l.size(), Transfer.Kind.PRESENT))
            .toList(),
        new PlatformResult.Layer(layer.digest(), diffIds.get(diffIds.size() - 1), layer.size(), 0),
        List.of(),
        new PlatformResult.Transfers(0, 0, 0, 0),
        proof);
  }
}
