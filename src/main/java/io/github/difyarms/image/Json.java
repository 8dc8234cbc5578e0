package io.github.difyarms.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads and writes the JSON of images as a tree.
 *
 * <p>Numbers keep their exact value, duplicate keys and trailing text are refused (two readers
 * could understand such a document differently), nesting is limited.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /**
   * Reads a JSON object.
   *
   * @param bytes the document
   * @param where what the document is, for the message
   * @throws DifyArmsException {@link ErrorCode#PROTOCOL_VIOLATION} when it is not a JSON object
   */
  public static ObjectNode readObject(byte[] bytes, String where) {
    try {
      JsonNode node = MAPPER.readTree(bytes);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw notJson(where, "a JSON object was expected", null);
    } catch (JsonProcessingException e) {
      throw notJson(where, e.getOriginalMessage(), e);
    } catch (IOException e) { // bytes that are text in no encoding
      throw notJson(where, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns a new, empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Writes a tree without white space. */
  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a tree for people, two blanks deep, with a newline at its end. */
  public static String writePretty(JsonNode node) {
    try { // not toPrettyString(), which sets up a mapper of its own
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Escapes what is not printable ASCII in a written document: nothing in it drives a terminal. */
  public static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c > '~') { // only strings can have such
        ascii.append(String.format("\\u%04x", (int) c));
      } else {
        ascii.append(c);
      }
    }
    return ascii.toString();
  }

  private static DifyArmsException notJson(
      String where, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.PROTOCOL_VIOLATION, "this is not the JSON it should be", where, why, cause);
  }
}
