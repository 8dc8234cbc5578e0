package io.github.difyarms.probe;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.registry.RegistryProbe.Chunks;
import io.github.difyarms.registry.RegistryProbe.Indexes;
import io.github.difyarms.registry.RegistryProbe.Said;
import io.github.difyarms.registry.RegistryProbe.Upload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is said of a registry's abilities, from the answers to a probe. */
final class TargetVerdicts {
  /** Answers to a whole blob that make a build send chunks instead. */
  private static final Set<Integer> SINGLE_REFUSED = Set.of(404, 405, 411, 413, 415, 501);

  private TargetVerdicts() {}

  static Verdict push(String repository, Upload upload, Supplier<Optional<String>> credentials) {
    Said begun = upload.begun();
    return switch (begun.status()) {
      case 202 -> begun(repository, upload);
      case 401, 403 ->
          Verdict.problem(repository + ": pushing is not allowed", ErrorCode.UNAUTHORIZED.next())
              .because(
                  begun.words()
                      + credentials
                          .get()
                          .map(used -> "\ncredentials used: " + used)
                          .orElse("\nno credentials were found"));
      case 404 ->
          Verdict.problem(
                  repository
                      + ": there is no such repository, and the registry makes none by itself",
                  "create the repository (in the registry's console), or correct to.registry")
              .because(begun.words());
      default ->
          Verdict.problem(repository + ": uploads are refused", ErrorCode.PUSH_REFUSED.next())
              .because(begun.words());
    };
  }

  private static Verdict begun(String repository, Upload upload) {
    Optional<Said> cancelled = upload.cancelled().filter(said -> !said.successful());
    if (cancelled.isEmpty()) {
      return Verdict.ok(repository + ": pushing is allowed");
    }
    return Verdict.warning(
            repository + ": pushing is allowed; an upload that was begun cannot be cancelled",
            "nothing has to be done: registries drop unfinished uploads after some days")
        .because(cancelled.get().words());
  }

  static Verdict notPushed() {
    return Verdict.skipped("pushing is not possible");
  }

  static Verdict mountOfPresent(String repository, Upload upload) {
    if (upload.begun().status() == 201) {
      return Verdict.ok(repository + ": layers of the base are mounted, not sent");
    }
    return mountRefused(repository, upload.begun());
  }

  /** A mount of nothing: that it is not granted tells nothing, that it is forbidden does. */
  static Verdict mountOfNothing(String repository, Upload upload) {
    return switch (upload.begun().status()) {
      case 202 ->
          Verdict.skipped(
              repository
                  + " has no layer of the base yet; whether it grants mounts shows at the first push");
      case 201 ->
          Verdict.problem(
                  repository + ": the registry claims to have mounted a layer that does not exist",
                  ErrorCode.PROTOCOL_VIOLATION.next())
              .because(upload.begun().words());
      default -> mountRefused(repository, upload.begun());
    };
  }

  private static Verdict mountRefused(String repository, Said said) {
    return Verdict.warning(
            repository
                + ": mounts are not granted, so every layer of the base is read and sent again at the"
                + " first push",
            "the build works; to have it faster ask who runs the registry (or a proxy before it) to"
                + " let POST /v2/…/blobs/uploads/?mount= through, or check that the credentials may"
                + " read the base's repository")
        .because(said.words());
  }

  static Verdict mountElsewhere(String repository) {
    return Verdict.skipped(
        repository + " and its base are in different registries; layers are copied");
  }

  static Verdict mountUnknownBase(String repository) {
    return Verdict.skipped(repository + ": difyVersion is not set, so its base is not known");
  }

  static Verdict mountSelf(String repository) {
    return Verdict.skipped(repository + " is the base's own repository; it has all layers");
  }

  static Verdict single(String registry, Said said) {
    if (said.status() == 400) {
      return Verdict.ok(
          registry
              + " takes a layer in one request; a limit on its size shows with large ones only");
    }
    if (SINGLE_REFUSED.contains(said.status())) {
      return Verdict.warning(
              registry + " refuses a layer in one request; builds send it in chunks",
              "the build works; a proxy in front may limit bodies (nginx: client_max_body_size 0)")
          .because(said.words());
    }
    return said.successful() ? digestsUnchecked(registry, said) : unclear(registry, said);
  }

  static Verdict chunks(String registry, Chunks chunks, boolean singleRefused) {
    Said patched = chunks.patched().orElse(chunks.begun());
    String least =
        chunks.leastChunk().map(bytes -> ", each of at least " + bytes + " bytes").orElse("");
    if (!patched.successful()) {
      return singleRefused
          ? Verdict.problem(
                  registry + " takes a layer neither in one request nor in chunks",
                  ErrorCode.PUSH_REFUSED.next())
              .because(patched.words())
          : Verdict.warning(
                  registry + " takes no chunks: an upload that breaks starts again",
                  "the build works; on a slow or unsteady link run it from nearer to the registry")
              .because(patched.words());
    }
    if (chunks.standing().filter(Said::successful).isEmpty()) {
      return Verdict.warning(
              registry
                  + " takes chunks"
                  + least
                  + ", but does not tell how much has arrived: an upload that breaks starts again",
              "the build works; on a slow or unsteady link run it from nearer to the registry")
          .because(chunks.standing().map(Said::words).orElse(""));
    }
    return Verdict.ok(
        registry + " takes chunks" + least + "; an upload that breaks goes on where it stood");
  }

  static Verdict indexes(String registry, Indexes indexes) {
    Said oci = indexes.oci();
    if (oci.successful()) {
      return digestsUnchecked(registry, oci);
    }
    if (oci.status() == 401 || oci.status() == 403) {
      return refusedType(oci) ? indexRefused(registry, oci) : unclear(registry, oci);
    }
    String unheardOf = indexes.unheardOf().kind();
    boolean asNonsense = oci.kind().equals(unheardOf);
    if (refusedType(oci) || (asNonsense && !indexes.docker().kind().equals(unheardOf))) {
      return indexRefused(registry, oci);
    }
    return asNonsense
        ? Verdict.skipped(
            registry
                + " refuses what does not fit whatever its type; whether it takes OCI indexes shows at"
                + " the first push")
        : Verdict.ok(registry + " knows OCI indexes");
  }

  private static boolean refusedType(Said said) {
    String words = said.words().toLowerCase(Locale.ROOT);
    return said.status() == 415
        || said.names("UNSUPPORTED")
        || words.contains("unknown manifest class")
        || words.contains("unsupported manifest")
        || words.contains("unsupported media");
  }

  private static Verdict indexRefused(String registry, Said said) {
    return Verdict.warning(
            registry + " does not take OCI indexes",
            "push in Docker's format with -Ddify-arms.to.format=docker")
        .because(said.words());
  }

  /** Builds delete nothing, so whatever it is it is well. */
  static Verdict deletion(String registry, Said said) {
    if (said.status() == 404) {
      return Verdict.ok(registry + " lets old images be deleted over its API");
    }
    if (said.status() == 401 || said.status() == 403) {
      return deletionDenied(registry);
    }
    return Verdict.ok(
        registry
            + " has the deletion of images not enabled (HTTP "
            + said.status()
            + "); old ones go by its own means");
  }

  static Verdict deletionDenied(String registry) {
    return Verdict.ok(registry + " lets these credentials delete nothing, which no build needs");
  }

  static Verdict left(String repository, List<String> left) {
    return Verdict.warning(
            repository
                + " keeps what this check sent to be refused, and does not let it be deleted",
            "delete it in the registry's console, or let its garbage collection do so; no tag names"
                + " it, and no build uses it")
        .because(String.join("\n", left));
  }

  private static Verdict digestsUnchecked(String registry, Said said) {
    return Verdict.problem(
            registry + " stores content under a digest that it does not have",
            ErrorCode.PROTOCOL_VIOLATION.next())
        .because(said.words());
  }

  private static Verdict unclear(String registry, Said said) {
    return Verdict.skipped(registry + " gives no clear answer (" + said.words() + ")");
  }
}
