package io.github.difyarms.toolchain;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a compile is for.
 *
 * @param os {@code GOOS}
 * @param architecture {@code GOARCH}
 * @param cgo the C compiler, when C is compiled too; without it cgo is off
 * @param temporary a folder for temporary files
 */
public record GoTarget(String os, String architecture, Optional<CToolchain> cgo, Path temporary) {
  /** Returns the variables that decide what comes out, whatever machine compiles. */
  Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("GOOS", os);
    variables.put("GOARCH", architecture);
    variables.put("GOAMD64", "v1");
    variables.put("GOARM64", "v8.0");
    variables.put("GOEXPERIMENT", "");
    variables.put("GOFLAGS", "");
    variables.put("GO111MODULE", "on");
    return variables;
  }

  /** Returns these variables as one text: a part of cache keys. */
  public String settingsText() {
    return variables().toString();
  }
}
