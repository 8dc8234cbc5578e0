package io.github.difyarms.mojo;

import io.github.difyarms.build.Tags;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.project.MavenProject;

/** Turns parameters into the request that the build speaks. */
final class Requests {
  private final Parameters parameters;
  private final AbstractDifyArmsMojo.Invocation invocation;
  private final Map<String, String> environment;

  Requests(
      Parameters parameters,
      AbstractDifyArmsMojo.Invocation invocation,
      Map<String, String> environment) {
    this.parameters = parameters;
    this.invocation = invocation;
    this.environment = Map.copyOf(environment);
  }

  BuildRequest build() {
    List<ComponentRequest> components = new ArrayList<>();
    for (String id : parameters.list("components")) {
      if (!id.equals(DifyApi.ID)) {
        throw new DifyArmsException(
            ErrorCode.COMPONENT_UNAVAILABLE,
            "the component " + id + " cannot be built by this version",
            "parameter components (-Ddify-arms.components)",
            "it builds " + DifyApi.ID);
      }
      components.add(api());
    }
    if (components.isEmpty()) {
      throw Parameters.invalid("components", "", "name at least one component");
    }
    return new BuildRequest(
        parameters.text("difyVersion"),
        components,
        platforms(),
        format(),
        timestamp(),
        outputDirectory(),
        cacheDirectory(),
        parameters.flag("force"),
        parameters.flag("failOnWarning"));
  }

  private ComponentRequest api() {
    ImageReference base = base();
    List<String> tags = parameters.list("to.tags");
    Tags.check(tags, base, parameters.text("difyVersion"));
    return new ComponentRequest(DifyApi.ID, base, target(base, tags));
  }

  /** Returns the upstream dify-api image. */
  ImageReference base() {
    Optional<String> image = parameters.text("api.from.image");
    if (image.isPresent()) {
      return ImageReference.parse(image.get());
    }
    Optional<String> version = parameters.text("difyVersion");
    if (version.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.BASE_UNSPECIFIED,
          "nothing says which dify-api image to start from",
          "parameters difyVersion and api.from.image",
          "neither is given");
    }
    return ImageReference.parse(
        prefix(parameters.textOrDefault("from.registry")) + "/dify-api:" + version.get());
  }

  private Target target(ImageReference base, List<String> tags) {
    Optional<String> image = parameters.text("api.to.image");
    Optional<String> registry = parameters.text("to.registry").map(Requests::prefix);
    Optional<Path> layout = parameters.path("to.layout", invocation.directory());
    String name = base.repository().substring(base.repository().lastIndexOf('/') + 1);
    if (layout.isPresent()) {
      // First: who asks for a layout on the command line must not push what the POM names.
      return new Target.Layout(layout.get().resolve(name), tags);
    }
    if (image.isPresent()) {
      return explicit(image.get(), tags);
    }
    if (registry.isPresent()) {
      return new Target.Registry(ImageReference.parse(registry.get() + "/" + name), tags);
    }
    throw new DifyArmsException(
        ErrorCode.TARGET_MISSING,
        "nothing says where the images go",
        "parameters to.registry and to.layout",
        "neither is given");
  }

  /** A tag in the full reference wins over {@code to.tags}. */
  private static Target explicit(String image, List<String> tags) {
    ImageReference reference = ImageReference.parse(image);
    if (reference.digest().isPresent()) {
      throw Parameters.invalid("api.to.image", image, "a result cannot be pushed to a digest");
    }
    int slash = image.lastIndexOf('/');
    boolean tagged = image.indexOf(':', slash + 1) >= 0;
    return new Target.Registry(reference, tagged ? List.of(reference.tag().orElseThrow()) : tags);
  }

  /** What stands before a repository's last part; a slash at its end is as good as none. */
  private static String prefix(String text) {
    return text.replaceFirst("/+$", "");
  }

  List<Platform> platforms() {
    List<Platform> platforms =
        parameters.list("platforms").stream().map(Platform::parse).distinct().toList();
    if (platforms.isEmpty()) {
      throw Parameters.invalid("platforms", "", "name at least one platform");
    }
    return platforms;
  }

  private Format format() {
    return Format.valueOf(
        parameters.choice("to.format", "auto", "docker", "oci").toUpperCase(Locale.ROOT));
  }

  private Optional<Instant> timestamp() {
    Optional<String> given = parameters.text("timestamp");
    if (given.isEmpty() && parameters.flag("useProjectTimestamp")) {
      MavenProject project = invocation.project();
      given =
          Optional.ofNullable(project.getProperties().getProperty("project.build.outputTimestamp"));
      if (given.isEmpty()) {
        throw Parameters.invalid(
            "useProjectTimestamp", "true", "the project has no project.build.outputTimestamp");
      }
    }
    return given
        .or(() -> Optional.ofNullable(environment.get("SOURCE_DATE_EPOCH")))
        .filter(text -> !text.isBlank())
        .map(Requests::instant);
  }

  private static Instant instant(String text) {
    try {
      return text.matches("\\d{1,11}")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw Parameters.invalid(
          "timestamp", text, "it takes seconds since 1970 or a time like 2026-01-01T00:00:00Z");
    }
  }

  Path outputDirectory() {
    return parameters.path("outputDirectory", invocation.directory()).orElse(invocation.target());
  }

  Path cacheDirectory() {
    return parameters
        .path("cacheDirectory", invocation.directory())
        .orElseGet(
            () ->
                Path.of(
                    dev.dirs.ProjectDirectories.from(
                            "io.github", "difyarms", "dify-arms-maven-plugin")
                        .cacheDir));
  }
}
