package io.github.difyarms.testing;

import io.github.difyarms.demo.EmbeddedRegistry;

class EmbeddedRegistryContractTest extends RegistryContract {
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @Override
  Kind kind() {
    return Kind.EMBEDDED;
  }

  @Override
  String start() {
    return registry.address();
  }

  @Override
  void stop() {
    registry.close();
  }
}
