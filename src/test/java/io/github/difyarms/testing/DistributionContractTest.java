package io.github.difyarms.testing;

import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

class DistributionContractTest extends RegistryContract {
  private final Optional<RealRegistries> registry = RealRegistries.distribution();

  @Override
  Kind kind() {
    return Kind.DISTRIBUTION;
  }

  @Override
  String start() {
    Assumptions.assumeTrue(registry.isPresent(), "not installed");
    return registry.orElseThrow().address();
  }

  @Override
  void stop() {
    registry.ifPresent(RealRegistries::close);
  }
}
