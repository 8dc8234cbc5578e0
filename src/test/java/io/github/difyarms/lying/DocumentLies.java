package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.BASE_INCONSISTENT;
import static io.github.difyarms.error.ErrorCode.FILE_MISSING;
import static io.github.difyarms.error.ErrorCode.FORMAT_REFUSED;
import static io.github.difyarms.error.ErrorCode.LIMIT_EXCEEDED;
import static io.github.difyarms.error.ErrorCode.PLATFORM_MISSING;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Indexes, manifests and configs whose digests are right and whose content is not. */
final class DocumentLies {
  private static final String ZEROS = "sha256:" + "0".repeat(64);

  static final List<Lie> ALL = new ArrayList<>();

  static {
    json();
    indexes();
    descriptors();
    configs();
    types();
  }

  private DocumentLies() {}

  private static void texts(String name, UnaryOperator<String> change, ErrorCode code) {
    ALL.add(base("an index " + name, ForgedBase.api().indexText(change)).stops(code));
    ALL.add(base("a manifest " + name, ForgedBase.api().manifestText(change)).stops(code));
    ALL.add(base("a config " + name, ForgedBase.api().configText(change)).stops(code));
  }

  private static Lie.Told base(String name, ForgedBase base) {
    return Lie.of(name, stage -> stage.base(base));
  }

  private static Lie.Told index(String name, Consumer<ObjectNode> change) {
    return base("an index " + name, ForgedBase.api().index(change));
  }

  private static Lie.Told manifest(String name, Consumer<ObjectNode> change) {
    return base("a manifest " + name, ForgedBase.api().manifest(change));
  }

  private static Lie.Told config(String name, Consumer<ObjectNode> change) {
    return base("a config " + name, ForgedBase.api().config(change));
  }

  private static String with(String json, String field) {
    return json.substring(0, json.length() - 1) + "," + field + "}";
  }

  private static void json() {
    texts(
        "100,000 levels deep",
        json -> with(json, "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)),
        PROTOCOL_VIOLATION);
    texts(
        "with a key twice",
        json -> with(json, "\"schemaVersion\":2,\"schemaVersion\":2"),
        PROTOCOL_VIOLATION);
    texts(
        "with a number of 100,000 digits",
        json -> with(json, "\"x\":" + "9".repeat(100_000)),
        PROTOCOL_VIOLATION);
    texts("with text behind it", json -> json + "{}", PROTOCOL_VIOLATION);
    texts("cut off", json -> json.substring(0, json.length() - 5), PROTOCOL_VIOLATION);
    texts("with a raw NUL", json -> json.replace("{", "{\0"), PROTOCOL_VIOLATION);
    texts("that is a list", json -> "[" + json + "]", PROTOCOL_VIOLATION);
    texts("that is empty", json -> "", PROTOCOL_VIOLATION);
    texts(
        "with a name of 100,000 characters",
        json -> with(json, "\"" + "x".repeat(100_000) + "\":1"),
        PROTOCOL_VIOLATION);
    ALL.add(
        base(
                "documents with escapes and numbers that most readers would change",
                ForgedBase.api()
                    .indexText(json -> with(json, "\"x\":[1.0,1e400,-0,\"\\u0000\\u001b[31m\"]"))
                    .manifestText(json -> with(json, "\"x\":[12345678901234567890.10]"))
                    .configText(json -> with(json, "\"x\":{\"\\u0000\":\"\\u202e\"}")))
            .recovers());
  }

  private static void indexes() {
    ALL.add(index("of 10,000 entries", json -> entries(json, 10_000)).stops(LIMIT_EXCEEDED));
    ALL.add(index("of 1,001 entries", json -> entries(json, 1_001)).stops(LIMIT_EXCEEDED));
    ALL.add(index("of 100,000 entries", json -> entries(json, 100_000)).stops(LIMIT_EXCEEDED));
    for (String empty : List.of("[]", "{}", "0")) {
      texts(
          "with a list of a million " + empty,
          json -> with(json, "\"x\":[" + (empty + ",").repeat(999_999) + empty + "]"),
          PROTOCOL_VIOLATION);
    }
    ALL.add(index("of no entries", json -> json.putArray("manifests")).stops(PLATFORM_MISSING));
    ALL.add(
        index("whose entries are a text", json -> json.put("manifests", "x"))
            .stops(FORMAT_REFUSED));
    for (String entry : List.of("1", "null", "\"x\"", "[]", "{}")) {
      ALL.add(
          base(
                  "an index with the entry " + entry,
                  ForgedBase.api()
                      .indexText(
                          json -> json.replace("\"manifests\":[", "\"manifests\":[" + entry + ",")))
              .stops(PROTOCOL_VIOLATION));
    }
    ALL.add(
        index("in an index", json -> entry(json).put("mediaType", MediaTypes.OCI_INDEX))
            .stops(PLATFORM_MISSING));
    ALL.add(
        index(
                "that says its platform twice",
                json -> {
                  ObjectNode again = entry(json).deepCopy();
                  again.put("digest", ZEROS);
                  ((ArrayNode) json.path("manifests")).add(again);
                })
            .recovers());
    ALL.add(
        index(
                "with a platform of control characters",
                json -> platform(json).put("os", "\u001b[2Jlinux\r\nBUILD SUCCESS\0"))
            .stops(PLATFORM_MISSING));
    ALL.add(
        index(
                "with platforms of a million characters",
                json -> platform(json).put("architecture", "x".repeat(1_000_000)))
            .stops(PLATFORM_MISSING, "more characters"));
    ALL.add(
        Lie.of(
                "an index that has an image of another architecture for the one that is wanted",
                stage ->
                    stage
                        .base(
                            ForgedBase.api()
                                .index(json -> platform(json).put("architecture", "arm64")))
                        .workshop(shop -> shop.platforms("linux/arm64")))
            .stops(BASE_INCONSISTENT, "for linux/arm64, its config says linux/amd64"));
    ALL.add(
        index("with layers as well", json -> json.putArray("layers")).stops(PROTOCOL_VIOLATION));
    ALL.add(
        manifest("with manifests as well", json -> json.putArray("manifests"))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        base(
                "an index whose entry names an index",
                ForgedBase.api()
                    .manifestText(
                        json ->
                            "{\"schemaVersion\":2,\"mediaType\":\""
                                + MediaTypes.OCI_INDEX
                                + "\",\"manifests\":[]}"))
            .stops(PROTOCOL_VIOLATION));
  }

  private static void entries(ObjectNode index, int count) {
    ArrayNode all = index.putArray("manifests");
    for (int i = 0; i < count; i++) {
      all.addObject().put("mediaType", MediaTypes.OCI_MANIFEST).put("digest", ZEROS).put("size", i);
    }
  }

  private static ObjectNode entry(ObjectNode index) {
    return ForgedBase.object(index.at("/manifests/0"));
  }

  private static ObjectNode platform(ObjectNode index) {
    return ForgedBase.object(index.at("/manifests/0/platform"));
  }

  private static void descriptors() {
    for (String digest :
        List.of(
            "",
            "sha256:",
            "sha256:../../../../etc/passwd",
            "sha256:" + "0".repeat(63) + "/",
            "SHA256:" + "0".repeat(64),
            "sha256:" + "A".repeat(64),
            "sha256:" + "0".repeat(64) + "\n",
            "sha256:" + "0".repeat(64) + "?x",
            "md5:" + "0".repeat(32),
            "x".repeat(500_000))) {
      String shown = digest.length() > 80 ? "x…" : digest.strip();
      ALL.add(
          index("that names \"" + shown + "\"", json -> entry(json).put("digest", digest))
              .stops(PROTOCOL_VIOLATION, "no usable digest"));
      ALL.add(
          manifest(
                  "with the config \"" + shown + "\"",
                  json -> ForgedBase.object(json.path("config")).put("digest", digest))
              .stops(PROTOCOL_VIOLATION, "no usable digest"));
      ALL.add(
          manifest("with the layer \"" + shown + "\"", json -> layer(json, 0).put("digest", digest))
              .stops(PROTOCOL_VIOLATION, "no usable digest"));
    }
    for (String size :
        List.of("-1", "\"12\"", "1.5", "1e3", "99999999999999999999", "null", "{}")) {
      ALL.add(
          base(
                  "a layer of size " + size,
                  ForgedBase.api()
                      .manifestText(
                          json ->
                              json.replaceFirst("\"size\":[0-9]+\\}", "\"size\":" + size + "}")))
              .stops(PROTOCOL_VIOLATION, "no usable size"));
    }
    ALL.add(
        manifest(
                "with a config that is longer than it is",
                json -> ForgedBase.object(json.path("config")).put("size", 99_999))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        manifest(
                "with a config that is shorter than it is",
                json -> ForgedBase.object(json.path("config")).put("size", 9))
            .stops(PROTOCOL_VIOLATION, "longer than its descriptor says"));
    ALL.add(
        manifest(
                "with a config of 9 MB",
                json -> ForgedBase.object(json.path("config")).put("size", 9 << 20))
            .stops(LIMIT_EXCEEDED));
    ALL.add(
        manifest("with a layer that is shorter than it is", json -> layer(json, 3).put("size", 9))
            .stops(PROTOCOL_VIOLATION, "longer than its descriptor says"));
    ALL.add(
        manifest(
                "with a layer that is longer than it is",
                json -> layer(json, 3).put("size", 1L << 60))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.of(
                "a layer longer than it is, on its way to another registry",
                stage ->
                    stage
                        .apart()
                        .base(
                            ForgedBase.api().manifest(json -> layer(json, 0).put("size", 999_999))))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.of(
                "a layer shorter than it is, on its way to another registry",
                stage ->
                    stage
                        .apart()
                        .base(ForgedBase.api().manifest(json -> layer(json, 0).put("size", 9))))
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        manifest(
                "of 501 layers",
                json -> {
                  ArrayNode layers = (ArrayNode) json.path("layers");
                  while (layers.size() < 501) {
                    layers.add(layer(json, 0).deepCopy());
                  }
                })
            .stops(LIMIT_EXCEEDED));
    ALL.add(manifest("without a layer", json -> json.putArray("layers")).stops(BASE_INCONSISTENT));
    ALL.add(
        base(
                "an image without a layer",
                ForgedBase.api()
                    .config(
                        json -> {
                          json.remove("history");
                          ForgedBase.object(json.path("rootfs")).putArray("diff_ids");
                        })
                    .manifest(json -> json.putArray("layers")))
            .stops(FILE_MISSING));
    ALL.add(
        manifest("whose layers are an object", json -> json.putObject("layers"))
            .stops(FORMAT_REFUSED));
    ALL.add(
        manifest("whose config is a text", json -> json.put("config", "x")).stops(FORMAT_REFUSED));
  }

  private static ObjectNode layer(ObjectNode manifest, int number) {
    return ForgedBase.object(manifest.path("layers").path(number));
  }

  private static void configs() {
    ALL.add(
        config(
                "with a diff id too many",
                json -> ((ArrayNode) json.at("/rootfs/diff_ids")).add(ZEROS))
            .stops(BASE_INCONSISTENT, "5 layers, but 6 diff ids"));
    ALL.add(
        config(
                "with a diff id too few",
                json -> ((ArrayNode) json.at("/rootfs/diff_ids")).remove(0))
            .stops(BASE_INCONSISTENT, "5 layers, but 4 diff ids"));
    ALL.add(
        manifest(
                "with a layer too many",
                json -> ((ArrayNode) json.path("layers")).add(layer(json, 0).deepCopy()))
            .stops(BASE_INCONSISTENT, "6 layers, but 5 diff ids"));
    ALL.add(
        config(
                "of another architecture than its index says",
                json -> json.put("architecture", "arm64"))
            .stops(BASE_INCONSISTENT, "for linux/amd64, its config says linux/arm64"));
    ALL.add(
        config("of another system than its index says", json -> json.put("os", "windows"))
            .stops(BASE_INCONSISTENT, "for linux/amd64, its config says windows/amd64"));
    ALL.add(config("without diff ids", json -> json.remove("rootfs")).stops(BASE_INCONSISTENT));
    ALL.add(
        config(
                "with a diff id that is none",
                json -> ((ArrayNode) json.at("/rootfs/diff_ids")).set(0, "sha256:../x"))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        config(
                "with diff ids that are an object",
                json -> ForgedBase.object(json.path("rootfs")).putObject("diff_ids"))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        config(
                "with a layer too many in its history",
                json -> ((ArrayNode) json.path("history")).addObject().put("created_by", "x"))
            .stops(BASE_INCONSISTENT, "history entries"));
    ALL.add(config("with an empty history", json -> json.putArray("history")).recovers());
    ALL.add(
        config(
                "of 100,000 empty entries in its history",
                json -> {
                  for (int i = 0; i < 100_000; i++) {
                    ((ArrayNode) json.path("history")).addObject().put("empty_layer", true);
                  }
                })
            .stops(PROTOCOL_VIOLATION, "Token count"));
    ALL.add(
        config(
                "with labels that are a list",
                json -> ForgedBase.object(json.path("config")).putArray("Labels"))
            .stops(BASE_INCONSISTENT, "Labels"));
    ALL.add(
        config(
                "with control characters in every text",
                json -> {
                  json.put("created", "\u001b[31m\0").put("author", "\u202e\r\n");
                  ((ArrayNode) json.path("history"))
                      .forEach(e -> ForgedBase.object(e).put("created_by", "\u001b]0;x\u0007"));
                  ForgedBase.object(json.path("config"))
                      .putObject("Labels")
                      .put("a\0b", "\u001b[2J");
                })
            .recovers());
  }

  private static void types() {
    typed("text/html", json -> "<html>log in</html>", PROTOCOL_VIOLATION);
    typed("text/html", DocumentLies::withoutType, PROTOCOL_VIOLATION);
    typed("", DocumentLies::withoutType, PROTOCOL_VIOLATION);
    typed("a\u001b[31m" + "b".repeat(50_000), DocumentLies::withoutType, PROTOCOL_VIOLATION);
    typed(MediaTypes.OCI_MANIFEST, DocumentLies::withoutType, PROTOCOL_VIOLATION);
    typed(MediaTypes.OCI_MANIFEST, json -> json, PROTOCOL_VIOLATION);
    typed(MediaTypes.DOCKER_LIST, json -> json, PROTOCOL_VIOLATION);
    typed(MediaTypes.DOCKER_SCHEMA1, json -> json, FORMAT_REFUSED);
    typed(MediaTypes.DOCKER_SCHEMA1_SIGNED, json -> json, FORMAT_REFUSED);
    typed(
        MediaTypes.OCI_INDEX,
        json -> json.replace("\"schemaVersion\":2", "\"schemaVersion\":1"),
        FORMAT_REFUSED);
    typed(
        "application/json",
        json -> json.replace(MediaTypes.OCI_INDEX, "x".repeat(3_000_000)),
        PROTOCOL_VIOLATION);
    ALL.add(
        Lie.always(
                "types in other letters and with parameters",
                Deed.edit(
                    reply ->
                        renamed(
                            reply.with(
                                "Content-Type",
                                reply
                                        .header("Content-Type")
                                        .orElse("")
                                        .toUpperCase(java.util.Locale.ROOT)
                                    + " ; Charset=UTF-8"))),
                GET_MANIFEST)
            .recovers());
    ALL.add(
        Lie.always(
                "no type but the one inside",
                Deed.edit(reply -> reply.without("Content-Type")),
                GET_MANIFEST)
            .recovers());
  }

  /** Header names have no case. */
  private static Reply renamed(Reply reply) {
    Reply other = reply;
    for (var field : reply.headers()) {
      other = other.without(field.getKey());
      String name = field.getKey();
      other =
          other.adding(
              name.substring(0, 2).toLowerCase(java.util.Locale.ROOT)
                  + name.substring(2).toUpperCase(java.util.Locale.ROOT),
              field.getValue());
    }
    return other;
  }

  private static String withoutType(String json) {
    ObjectNode tree = Json.readObject(Bytes.of(json), "the index");
    tree.remove("mediaType");
    return new String(Json.write(tree), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static void typed(String type, UnaryOperator<String> change, ErrorCode code) {
    String shown = type.length() > 80 ? "b…" : type;
    ALL.add(
        Lie.always(
                "an index (changed: " + ALL.size() + ") of type \"" + shown + "\"",
                Deed.edit(
                    reply ->
                        reply
                            .edited(change)
                            .without("Docker-Content-Digest")
                            .with("Content-Type", type)),
                GET_MANIFEST)
            .stops(code));
  }
}
