package io.github.difyarms.component;

import java.util.regex.Pattern;

/** What {@code go build -v} prints: the import path of each package it compiles, a line each. */
final class GoOutput {
  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._~/+-]*");

  private GoOutput() {}

  static boolean isPackage(String line) {
    return PACKAGE.matcher(line).matches();
  }
}
