package io.github.difyarms.build;

import io.github.difyarms.component.Component;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the cache lacks of a base, followed as far down as its documents are there. */
final class OfflineBase {
  private final ComponentRequest asked;
  private final Component component;
  private final BuildCache cache;
  private final OfflineSource source;
  private final OfflineNeeds needs;
  private final List<String> missing = new ArrayList<>();

  OfflineBase(ComponentRequest asked, Component component, BuildCache cache, OfflineNeeds needs) {
    this.asked = asked;
    this.component = component;
    this.cache = cache;
    this.source = new OfflineSource(asked.base(), cache);
    this.needs = needs;
  }

  List<String> missing(List<Platform> platforms) throws IOException {
    if (OfflineRepositories.here(asked.base())) {
      return List.of();
    }
    String identifier = asked.base().identifier();
    if (!identifier.contains(":") && BaseReader.last(asked.base(), cache).isEmpty()) {
      lack("the digest of the tag, and all of the image");
      return missing;
    }
    Digest digest = source.head(identifier).orElseThrow();
    if (cache.document(digest).isEmpty()) {
      lack("index or manifest " + digest);
      return missing;
    }
    RawManifest top = source.manifest(digest.toString());
    if (!MediaTypes.isIndex(top.mediaType())) {
      image(top, platforms.get(0));
      return missing;
    }
    for (Descriptor entry : ImageIndex.of(top).images()) {
      if (platforms.contains(entry.platform().orElseThrow())) {
        if (cache.document(entry.digest()).isEmpty()) {
          lack("manifest " + entry.digest() + " of " + entry.platform().get());
        } else {
          image(source.manifest(entry.digest().toString()), entry.platform().get());
        }
      }
    }
    return missing;
  }

  private void image(RawManifest raw, Platform platform) throws IOException {
    ImageManifest manifest = ImageManifest.of(raw);
    missing.addAll(needs.layers(asked, platform, manifest.layers()));
    if (cache.document(manifest.config().digest()).isEmpty()) {
      lack("config " + manifest.config().digest());
      return;
    }
    BaseReader reader = new BaseReader(source, cache);
    BaseImage image = reader.image(raw);
    try {
      reader.files(image, component);
    } catch (DifyArmsException e) {
      if (e.code() == ErrorCode.OFFLINE) {
        lack("what is in the layers of " + image.platform());
      } // else planning tells it
    }
  }

  private void lack(String what) {
    missing.add(OfflineNeeds.line(asked.base(), what));
  }
}
