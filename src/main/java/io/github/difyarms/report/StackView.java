package io.github.difyarms.report;

import io.github.difyarms.model.BaseLayer;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ReplacedFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The picture of one image: its layers as slabs, the new one on top.
 *
 * @param platform the platform
 * @param manifest digest of the new manifest
 * @param base digest of the base's manifest
 * @param total bytes of all layers together
 * @param layer digest of the new layer
 * @param diffId digest of the new layer's tar
 * @param size bytes of the new layer as it is stored
 * @param unpacked bytes of its tar; empty when they are not known
 * @param files the files in it that replace others, and directories that are new
 * @param slabs the base's layers, topmost first
 * @param streamed bytes that went through the building machine; empty for none
 */
record StackView(
    String platform,
    String manifest,
    String base,
    String total,
    String layer,
    String diffId,
    String size,
    String unpacked,
    List<String> files,
    List<Slab> slabs,
    String streamed) {

  /**
   * A layer of the base.
   *
   * @param css fixed words that style it: how it was placed and how thick it is drawn
   * @param number its place from below, the lowest being 1
   */
  record Slab(String css, int number, String digest, String size, Bilingual placed) {
    static Slab of(int number, BaseLayer layer) {
      return new Slab(
          layer.placed().name().toLowerCase(Locale.ROOT) + " t" + thickness(layer.size()),
          number,
          layer.digest().toString(),
          Quantity.bytes(layer.size()),
          Bilingual.of(layer.placed()));
    }
  }

  static StackView of(PlatformResult result) {
    List<Slab> slabs = new ArrayList<>();
    long total = result.layer().size();
    for (BaseLayer layer : result.baseLayers()) {
      slabs.add(Slab.of(slabs.size() + 1, layer));
      total += layer.size();
    }
    Collections.reverse(slabs);
    long streamed = result.transfers().streamedBytes();
    return new StackView(
        result.platform().toString(),
        result.manifest().toString(),
        result.base().toString(),
        Quantity.bytes(total),
        result.layer().digest().toString(),
        result.layer().diffId().toString(),
        Quantity.bytes(result.layer().size()),
        result.layer().uncompressedSize() == 0 // not even an empty tar has 0: nobody knows
            ? ""
            : Quantity.bytes(result.layer().uncompressedSize()),
        Stream.concat(
                result.files().stream().map(ReplacedFile::path),
                result.agents().stream().map(agent -> agent.directory() + "/"))
            .toList(),
        slabs,
        streamed == 0 ? "" : Quantity.bytes(streamed));
  }

  /** Layers differ by six powers of ten, so a slab grows with the logarithm: 1 to 5. */
  static int thickness(long size) {
    long bound = 100_000;
    int thickness = 1;
    while (thickness < 5 && size >= bound) {
      bound *= 10;
      thickness++;
    }
    return thickness;
  }
}
