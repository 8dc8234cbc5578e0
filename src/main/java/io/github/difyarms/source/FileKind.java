package io.github.difyarms.source;

/** What a path of a source tree is, as git distinguishes it. */
enum FileKind {
  FILE('-'),
  EXECUTABLE('x'),
  LINK('l');

  private final char letter;

  FileKind(char letter) {
    this.letter = letter;
  }

  /** Returns the letter that stands for it in a tree's hash. */
  char letter() {
    return letter;
  }
}
