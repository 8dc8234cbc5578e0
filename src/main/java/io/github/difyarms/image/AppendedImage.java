package io.github.difyarms.image;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A base with one more layer: the new config and the new manifest. A pure function of base and
 * addition; only the closed list of differences is made, everything else stays as it came.
 *
 * @param config the new config's bytes
 * @param configDescriptor its descriptor
 * @param manifest the new manifest
 * @param layer the layer that was put on top
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AppendedImage(
    byte[] config, Descriptor configDescriptor, RawManifest manifest, LayerBlob layer) {

  /**
   * Puts a layer on a base.
   *
   * @param base what to start from
   * @param addition the layer, labels and annotations
   * @param family the family of the result
   */
  public static AppendedImage of(BaseImage base, Addition addition, Family family) {
    byte[] config = Json.write(appendToConfig(base, addition));
    Descriptor old = base.manifest().config();
    boolean converted = Family.of(base.manifest().raw().mediaType()) != family;
    String configType =
        converted || old.mediaType().isEmpty() ? family.configType() : old.mediaType();
    Descriptor configDescriptor = old.pointingTo(configType, Digest.of(config), config.length);
    ObjectNode manifest = base.manifest().json();
    if (converted) {
      manifest.put("mediaType", family.manifestType());
      if (family == Family.DOCKER) {
        manifest.remove("annotations"); // Docker's manifest has no such field
      }
    }
    manifest.set("config", configDescriptor.json());
    ArrayNode layers = manifest.putArray("layers");
    for (Descriptor layer : base.manifest().layers()) {
      layers.add(
          (converted ? layer.withMediaType(family.layerType(layer.mediaType())) : layer).json());
    }
    layers.add(addition.layer().descriptor(family).json());
    if (family == Family.OCI && !addition.annotations().isEmpty()) {
      addition.annotations().forEach(objectAt(manifest, "annotations")::put);
    }
    return new AppendedImage(
        config,
        configDescriptor,
        RawManifest.of(family.manifestType(), Json.write(manifest)),
        addition.layer());
  }

  private static ObjectNode appendToConfig(BaseImage base, Addition addition) {
    ObjectNode config = base.config().json();
    ObjectNode rootfs = objectAt(config, "rootfs");
    ArrayNode diffIds =
        rootfs.get("diff_ids") instanceof ArrayNode there ? there : rootfs.putArray("diff_ids");
    diffIds.add(addition.layer().diffId().toString());
    // A base without history keeps none: a single entry would not match its layers.
    if (config.get("history") instanceof ArrayNode history
        && (base.config().hasHistory() || base.manifest().layers().isEmpty())) {
      history
          .addObject()
          .put(
              "created",
              DateTimeFormatter.ISO_INSTANT.format(addition.created().atOffset(ZoneOffset.UTC)))
          .put("created_by", addition.createdBy());
    }
    if (!addition.labels().isEmpty()) {
      addition.labels().forEach(objectAt(objectAt(config, "config"), "Labels")::put);
    }
    return config;
  }

  private static ObjectNode objectAt(ObjectNode parent, String name) {
    return parent.get(name) instanceof ObjectNode there ? there : parent.putObject(name);
  }
}
