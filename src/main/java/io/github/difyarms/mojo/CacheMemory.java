package io.github.difyarms.mojo;

import io.github.difyarms.component.Memory;
import io.github.difyarms.image.Json;
import io.github.difyarms.store.BuildCache;
import java.util.Optional;

/** Findings of earlier builds, kept as records of the cache. */
record CacheMemory(BuildCache cache) implements Memory {
  private static final String KIND = "findings";
  private static final String VALUE = "value";

  @Override
  public Optional<String> recall(String key) {
    return cache
        .record(KIND, key)
        .map(record -> record.path(VALUE).asText(""))
        .filter(value -> !value.isEmpty());
  }

  @Override
  public void remember(String key, String value) {
    cache.keepRecord(KIND, key, Json.object().put(VALUE, value));
  }
}
