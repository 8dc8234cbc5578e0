package io.github.difyarms.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Difference.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares an index with the base's: other children, left-out entries, and nothing else. */
public final class IndexProof {
  private final String where;
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  private IndexProof(String where) {
    this.where = where;
  }

  /**
   * Compares two indexes. Entries are numbered as the base has them.
   *
   * @param base the base's index
   * @param result the new one
   * @param children digests of the base's children and of those that take their places
   * @param converted whether media types may be those of the other family
   * @param where names the image in messages
   * @throws DifyArmsException {@link ErrorCode#PROOF_FAILED}
   */
  public static List<Difference> of(
      RawManifest base,
      RawManifest result,
      Map<Digest, Digest> children,
      boolean converted,
      String where) {
    IndexProof proof = new IndexProof(where);
    proof.compare(ImageIndex.of(base), ImageIndex.of(result), children, converted);
    return List.copyOf(proof.differences);
  }

  private void compare(
      ImageIndex base, ImageIndex result, Map<Digest, Digest> children, boolean converted) {
    for (Difference difference : JsonDifferences.of(head(base), head(result))) {
      differences.add(difference);
      boolean allowed =
          converted
              && (difference.pointer().equals("/mediaType")
                  || (difference.pointer().equals("/annotations")
                      && difference.kind() == Kind.REMOVED));
      if (!allowed) {
        violations.add("index " + DifferenceText.of(difference));
      }
    }
    List<Descriptor> left = new ArrayList<>(result.manifests());
    for (int i = 0; i < base.manifests().size(); i++) {
      Descriptor before = base.manifests().get(i);
      String pointer = "/manifests/" + i;
      Optional<Descriptor> after =
          Optional.ofNullable(children.get(before.digest()))
              .flatMap(child -> left.stream().filter(e -> e.digest().equals(child)).findFirst());
      if (after.isPresent()) {
        left.remove(after.get());
        entry(pointer, before, after.get(), converted);
      } else {
        differences.add(new Difference(Kind.REMOVED, pointer, before.json().toString(), ""));
        if (children.containsKey(before.digest()) && !doubled(base, i)) {
          violations.add("index lacks what takes the place of " + before.digest());
        }
      }
    }
    left.forEach(entry -> violations.add("index has an entry of its own: " + entry.json()));
    if (!violations.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.PROOF_FAILED,
          "the new index differs from its base in more than was promised",
          where,
          String.join("\n", violations));
    }
  }

  /** Whether the base names the same manifest earlier; the result names it once. */
  private static boolean doubled(ImageIndex base, int entry) {
    Digest digest = base.manifests().get(entry).digest();
    return base.manifests().subList(0, entry).stream().anyMatch(e -> e.digest().equals(digest));
  }

  private static JsonNode head(ImageIndex index) {
    ObjectNode head = Json.readObject(index.raw().bytes(), "index");
    head.remove("manifests");
    return head;
  }

  private void entry(String pointer, Descriptor before, Descriptor after, boolean converted) {
    for (Difference difference : JsonDifferences.of(before.json(), after.json())) {
      String field = difference.pointer();
      Difference placed =
          new Difference(
              difference.kind(), pointer + field, difference.before(), difference.after());
      differences.add(placed);
      boolean allowed =
          switch (difference.kind()) {
            case ADDED -> false;
            case REMOVED -> field.equals("/data") || field.equals("/urls"); // of the old manifest
            case CHANGED ->
                field.equals("/digest")
                    || field.equals("/size")
                    || (converted && field.equals("/mediaType"));
          };
      if (!allowed) {
        violations.add("index " + DifferenceText.of(placed));
      }
    }
  }
}
