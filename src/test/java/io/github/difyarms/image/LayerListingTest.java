package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LayerListingTest {
  private final MemoryBlobs blobs = new MemoryBlobs();

  private LayerListing read(Tar tar, SearchLimits limits) throws IOException {
    return LayerListing.read(blobs, blobs.add(tar.gzip()), 1 << 10, limits);
  }

  private static Tar two() {
    return new Tar().file("a", "").file("b", "");
  }

  @Test
  void asManyEntriesAsAllowedAreListedAndNotOneMore() throws IOException {
    assertThat(read(two(), new SearchLimits(2, 1 << 20, 1100, 0)).items()).hasSize(2);
    assertThatThrownBy(() -> read(two(), new SearchLimits(1, 1 << 20, 1100, 0)))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("more than 1 entries");
  }

  @Test
  void aLayerThatUnpacksToMoreThanAllowedIsRefused() {
    Tar large = new Tar().file("large", "x".repeat(100_000));

    assertThatThrownBy(() -> read(large, new SearchLimits(10, 20_000, 1100, 0)))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("more than 20000 bytes");
    assertThat(blobs.leftOpen()).isZero();
  }
}
