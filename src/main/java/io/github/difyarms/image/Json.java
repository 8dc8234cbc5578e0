package io.github.difyarms.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Reads and writes the JSON of images as a tree.
 *
 * <p>UTF-8 alone is read. Numbers keep their exact value, duplicate keys and trailing text are
 * refused (two readers could understand such a document differently), nesting is limited.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION) // JSON is UTF-8 (RFC 8259, 8.1)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Values, names and brackets: twenty times those of an image of 500 layers. */
  private static final long MOST_TOKENS = 100_000;

  /** A tree takes a hundred times the memory of its text when it is made for that. */
  private static final JsonFactory DOCUMENTS =
      FACTORY
          .rebuild()
          .streamReadConstraints(
              FACTORY.streamReadConstraints().rebuild().maxTokenCount(MOST_TOKENS).build())
          .build();

  /** As other programs on this machine read their files. */
  private static final JsonFactory TOLERANT = new JsonFactory();

  private Json() {}

  /**
   * Reads a file of another program: a key may be there twice, and the last one counts; what
   * follows the first value is not looked at.
   *
   * @throws IOException when it is not JSON
   */
  public static JsonNode readTolerant(byte[] bytes) throws IOException {
    try (JsonParser parser = TOLERANT.createParser(bytes)) {
      JsonNode node = JsonTrees.first(parser);
      return node == null ? MissingNode.getInstance() : node;
    }
  }

  /**
   * Reads a JSON object.
   *
   * @param bytes the document
   * @param where what the document is, for the message
   * @throws DifyArmsException {@link ErrorCode#PROTOCOL_VIOLATION} when it is not a JSON object
   */
  public static ObjectNode readObject(byte[] bytes, String where) {
    return read(FACTORY, bytes, where);
  }

  /**
   * Reads a document of a foreign image.
   *
   * @param bytes the document
   * @param where what the document is, for the message
   * @throws DifyArmsException {@link ErrorCode#PROTOCOL_VIOLATION} when it is not a JSON object, or
   *     one with more in it than any image has
   */
  public static ObjectNode readDocument(byte[] bytes, String where) {
    return read(DOCUMENTS, bytes, where);
  }

  private static ObjectNode read(JsonFactory factory, byte[] bytes, String where) {
    try (JsonParser parser = factory.createParser(bytes)) {
      if (JsonTrees.read(parser) instanceof ObjectNode object) {
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
    return JsonNodeFactory.instance.objectNode();
  }

  /** Writes a tree without white space. */
  public static byte[] write(JsonNode node) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      JsonTrees.write(node, generator);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes a tree for people, two blanks deep, with a newline at its end. */
  public static String writePretty(JsonNode node) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      JsonTrees.write(node, generator.setPrettyPrinter(new DefaultPrettyPrinter()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out + "\n";
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
