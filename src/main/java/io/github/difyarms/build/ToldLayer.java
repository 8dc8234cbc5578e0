package io.github.difyarms.build;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.LayerListing;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.proof.LayerItems;
import io.github.difyarms.proof.Prover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Holds what a file tells of the added layer against the layer itself. Larger layers are not read
 * again, so that joining stays a matter of seconds; of those the file must not contradict itself.
 */
final class ToldLayer {
  private static final long MOST_BYTES = 64 << 20;

  /** No layer of ours comes near: 100,000 entries, 1 GiB. */
  private static final SearchLimits LIMITS =
      new SearchLimits(100_000, 1 << 30, SearchLimits.DEFAULT.ratio(), 0);

  private ToldLayer() {}

  static void require(FetchedPart part, PlatformResult told, ImageSource registry)
      throws IOException {
    List<Proof.LayerItem> entries = told.proof().layer();
    if (part.layer().size() <= MOST_BYTES) {
      LayerListing listing = LayerListing.read(registry, part.layer(), Prover.MOST_TEXT, LIMITS);
      require(
          part, listing.diffId().equals(told.layer().diffId()), "its layer has another diff id");
      List<Proof.LayerItem> found = LayerItems.of(listing, LayerItems.trees(entries));
      // Records of older versions list nothing.
      require(
          part,
          entries.isEmpty() || entries.equals(found),
          "its list of the new layer is not what the layer holds");
      entries = found;
    }
    for (ReplacedFile file : told.files()) {
      require(
          part,
          entries.isEmpty() || entries.stream().anyMatch(entry -> same(entry, file)),
          "the new layer has no " + file.path() + " as it says");
      require(
          part,
          file.text().map(text -> fits(text, file.newDigest())).orElse(true),
          "its text of " + file.path() + " has not the digest that it says");
    }
  }

  private static boolean same(Proof.LayerItem entry, ReplacedFile file) {
    return entry.path().equals(file.path())
        && entry.mode().equals(file.mode())
        && entry.owner().equals(file.owner())
        && entry.digest().equals(file.newDigest().toString());
  }

  /** Of longer texts a file has only the beginning. */
  private static boolean fits(String text, Digest digest) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length >= Prover.MOST_TEXT || Digest.of(bytes).equals(digest);
  }

  private static void require(FetchedPart part, boolean condition, String otherwise) {
    if (!condition) {
      throw part.unfit(otherwise);
    }
  }
}
