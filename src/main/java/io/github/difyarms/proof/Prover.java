package io.github.difyarms.proof;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.LayerListing;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares an image with its base, from the bytes of both, and holds it to the promise. */
public final class Prover {
  /** The largest file that is shown as a text. */
  public static final int MOST_TEXT = 1 << 20;

  private static final int MOST_CONFIG = 16 << 20;

  private Prover() {}

  /**
   * What was found.
   *
   * @param proof the differences
   * @param texts new bytes of the files that are texts, by path
   */
  public record Findings(Proof proof, Map<String, String> texts) {}

  /**
   * Compares one platform.
   *
   * @param promise what may differ
   * @param published where the image is read from
   * @param manifest digest of its manifest
   * @param where names the image in messages
   * @throws IOException when it cannot be read
   * @throws DifyArmsException {@link ErrorCode#PROOF_FAILED} when more differs than was promised
   */
  public static Findings prove(
      Promise promise, ImageSource published, Digest manifest, String where) throws IOException {
    RawManifest raw = published.manifest(manifest.toString());
    require(raw.digest().equals(manifest), where, "the manifest is " + raw.digest());
    ImageManifest after = ImageManifest.of(raw);
    ImageConfig config = config(published, after.config(), where);
    Documents documents = Documents.compare(promise, after, config, where);
    List<String> violations = new ArrayList<>(documents.violations());
    Descriptor top = after.layers().get(after.layers().size() - 1);
    LayerListing listing = LayerListing.read(published, top, MOST_TEXT, SearchLimits.DEFAULT);
    violations.addAll(new LayerRules(promise).violations(listing));
    List<Digest> diffIds = config.diffIds();
    if (diffIds.isEmpty() || !diffIds.get(diffIds.size() - 1).equals(listing.diffId())) {
      violations.add("config names another diff id than the layer's " + listing.diffId());
    }
    if (!violations.isEmpty()) {
      throw failed(where, String.join("\n", violations));
    }
    Map<String, String> texts = texts(listing);
    return new Findings(
        new Proof(
            documents.manifest(),
            documents.config(),
            LayerItems.of(listing, promise.trees()),
            differences(promise, texts)),
        texts);
  }

  /**
   * Compares manifest and config only. Which files the new layer has is not looked at: whoever
   * built the image has compared them.
   *
   * @param promise what may differ; its files do not matter
   * @param manifest the image's manifest
   * @param config its config
   * @param where names the image in messages
   * @throws DifyArmsException {@link ErrorCode#PROOF_FAILED} when more differs than was promised
   */
  public static Proof documents(
      Promise promise, ImageManifest manifest, ImageConfig config, String where) {
    Documents documents = Documents.compare(promise, manifest, config, where);
    if (!documents.violations().isEmpty()) {
      throw failed(where, String.join("\n", documents.violations()));
    }
    return new Proof(documents.manifest(), documents.config(), List.of(), List.of());
  }

  /** Differences of manifest and config, and what of them was not promised. */
  private record Documents(
      List<Difference> manifest, List<Difference> config, List<String> violations) {
    static Documents compare(
        Promise promise, ImageManifest manifest, ImageConfig config, String where) {
      List<Difference> inManifest =
          JsonDifferences.of(promise.base().manifest().json(), manifest.json());
      List<Difference> inConfig = JsonDifferences.of(promise.base().config().json(), config.json());
      int layers = manifest.layers().size();
      require(
          layers == promise.base().manifest().layers().size() + 1,
          where,
          "it has " + layers + " layers");
      return new Documents(
          inManifest, inConfig, new DocumentRules(promise).violations(inManifest, inConfig));
    }
  }

  private static ImageConfig config(ImageSource published, Descriptor descriptor, String where)
      throws IOException {
    try (InputStream in = published.open(descriptor)) {
      byte[] bytes = in.readNBytes(MOST_CONFIG);
      require(
          descriptor.digest().matches(bytes), where, "its config is not " + descriptor.digest());
      return ImageConfig.of(bytes);
    }
  }

  private static Map<String, String> texts(LayerListing listing) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (LayerListing.Item item : listing.items()) {
      text(item.content()).ifPresent(text -> texts.put(item.path(), text));
    }
    return texts;
  }

  private static List<Proof.TextDifference> differences(Promise promise, Map<String, String> texts)
      throws IOException {
    List<Proof.TextDifference> differences = new ArrayList<>();
    for (FoundFile file : promise.files()) {
      String path = file.path().toString();
      String after = texts.get(path);
      Optional<String> before = text(file.content());
      if (after != null && before.isPresent()) {
        differences.add(
            new Proof.TextDifference(
                path, TextDiff.unified("base" + path, "new" + path, before.get(), after)));
      }
    }
    return differences;
  }

  /** Returns the bytes as text; empty for a program. */
  private static Optional<String> text(Optional<BlobContent> content) throws IOException {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = content.get().open()) {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(in.readNBytes(MOST_TEXT)))
              .toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static void require(boolean condition, String where, String otherwise) {
    if (!condition) {
      throw failed(where, otherwise);
    }
  }

  private static DifyArmsException failed(String where, String why) {
    return new DifyArmsException(
        ErrorCode.PROOF_FAILED,
        "the new image differs from its base in more than was promised",
        where,
        why);
  }
}
