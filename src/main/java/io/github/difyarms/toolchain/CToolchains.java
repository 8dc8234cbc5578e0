package io.github.difyarms.toolchain;

import java.util.Map;

public final class CToolchains {
  public CToolchains(Commands c, Map<String, String> m) {}

  public CToolchain check(String a, Host h) {
    throw new UnsupportedOperationException();
  }
}
