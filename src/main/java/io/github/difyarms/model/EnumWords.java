package io.github.difyarms.model;

import java.util.Locale;

/** Values of enums as JSON has them: their names in lower case. */
final class EnumWords {
  private EnumWords() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the value of a word; another one for a word of another version. */
  static <E extends Enum<E>> E parse(String word, E otherwise) {
    for (E value : otherwise.getDeclaringClass().getEnumConstants()) {
      if (of(value).equals(word)) {
        return value;
      }
    }
    return otherwise;
  }
}
