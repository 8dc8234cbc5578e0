package io.github.difyarms.mojo;

import io.github.difyarms.build.Tags;
import io.github.difyarms.cache.CacheLimit;
import io.github.difyarms.component.DifyReleases;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    return build(parts(), this::target, platforms());
  }

  /** Returns the request of a goal whose images stay on this machine. */
  BuildRequest local(List<Platform> platforms) {
    requireIndex("only the goal build leaves parts for an index, in a registry");
    return local(parts(), platforms);
  }

  /** Returns the request of a goal that makes no use of what it asks for but to look at it. */
  BuildRequest local(List<Part> parts, List<Platform> platforms) {
    return build(parts, this::local, platforms);
  }

  private BuildRequest build(List<Part> parts, Destination destination, List<Platform> platforms) {
    List<ComponentRequest> components =
        parts.stream().map(part -> component(part, destination)).toList();
    return new BuildRequest(
        parameters.text("difyVersion"),
        components,
        platforms,
        format(),
        timestamp(),
        outputDirectory(),
        cacheDirectory(),
        index(),
        parameters.flag("readBack"),
        parameters.flag("force"),
        parameters.flag("failOnWarning"));
  }

  /** Returns the request of a goal that makes images of parts: those say what they are. */
  BuildRequest joined() {
    return new BuildRequest(
        parameters.text("difyVersion"),
        List.of(),
        platforms(),
        format(),
        Optional.empty(),
        outputDirectory(),
        cacheDirectory(),
        true,
        false,
        false,
        false);
  }

  /** Returns where the images of parts may lie, whatever their files say. */
  JoinRequest.Places places() {
    String usual = registry(prefix(parameters.textOrDefault("from.registry")));
    Map<String, Set<String>> bases = new TreeMap<>();
    Map<String, Target.Registry> targets = new TreeMap<>();
    for (Part part : Part.values()) {
      Set<String> registries = new TreeSet<>(Set.of(usual));
      parameters
          .text(part.parameter("from.image"))
          .ifPresent(image -> registries.add(ImageReference.parse(image).registry()));
      bases.put(part.id(), registries);
      Optional<String> image = parameters.text(part.parameter("to.image"));
      if (image.isPresent()) {
        targets.put(part.id(), explicit(part, image.get(), List.of()));
      } else {
        repositoryIfKnown(part)
            .ifPresent(
                repository -> targets.put(part.id(), new Target.Registry(repository, List.of())));
      }
    }
    return new JoinRequest.Places(bases, targets);
  }

  private static String registry(String prefix) {
    return ImageReference.parse(prefix + "/x").registry();
  }

  /** Where the images of a part go. */
  @FunctionalInterface
  private interface Destination {
    Target of(Part part, ImageReference base, List<String> tags);
  }

  /** Returns the parts to build: those that are named, or else those whose base is known. */
  List<Part> parts() {
    if (parameters.text("components").isPresent()) {
      List<Part> named =
          parameters.list("components").stream().map(Requests::part).distinct().toList();
      if (named.isEmpty()) {
        throw Parameters.invalid("components", "", "name at least one component");
      }
      return named;
    }
    List<Part> known = known();
    return known.isEmpty() ? List.of(Part.API) : known; // whose message then says what is missing
  }

  /** Returns why the other parts of Dify are not built. */
  List<Forecast.LeftOut> leftOut() {
    List<Part> built = parts();
    boolean named = parameters.text("components").isPresent();
    return Arrays.stream(Part.values())
        .filter(part -> !built.contains(part))
        .map(
            part ->
                new Forecast.LeftOut(
                    part.id(),
                    named ? "the parameter components does not name it" : withoutBase(part)))
        .toList();
  }

  private String withoutBase(Part part) {
    Optional<String> version = parameters.text("difyVersion");
    return version.flatMap(DifyReleases::find).isPresent()
        ? "Dify " + version.orElseThrow() + " has none"
        : "neither difyVersion nor " + part.parameter("from.image") + " says which image";
  }

  /** Returns the parts that parameters name in one way or another; none when nothing does. */
  List<Part> namedParts() {
    return parameters.text("components").isPresent() ? parts() : known();
  }

  private List<Part> known() {
    return Arrays.stream(Part.values()).filter(this::asked).toList();
  }

  private static Part part(String id) {
    return Part.find(id)
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.COMPONENT_UNAVAILABLE,
                    "there is no component " + id,
                    "parameter components (-Ddify-arms.components)",
                    "it takes "
                        + String.join(", ", Arrays.stream(Part.values()).map(Part::id).toList())));
  }

  /** Earlier releases of Dify had fewer parts; a release that is not listed has all of them. */
  private boolean asked(Part part) {
    if (parameters.text(part.parameter("from.image")).isPresent()) {
      return true;
    }
    Optional<String> version = parameters.text("difyVersion");
    return version.isPresent()
        && (part.tag(version.get()).isPresent() || DifyReleases.find(version.get()).isEmpty());
  }

  private ComponentRequest component(Part part, Destination destination) {
    ImageReference base = base(part);
    List<String> tags = parameters.list("to.tags");
    Tags.check(tags, base, parameters.text("difyVersion"));
    return new ComponentRequest(part.id(), base, destination.of(part, base, tags));
  }

  /** Returns the upstream image of a part. */
  ImageReference base(Part part) {
    Optional<String> image = parameters.text(part.parameter("from.image"));
    if (image.isPresent()) {
      return ImageReference.parse(image.get());
    }
    Optional<String> version = parameters.text("difyVersion");
    if (version.isEmpty()) {
      throw unspecified(part, "neither is given");
    }
    String tag =
        part.tag(version.get())
            .orElseThrow(
                () ->
                    unspecified(
                        part,
                        DifyReleases.find(version.get()).isPresent()
                            ? "Dify " + version.get() + " has no " + part.id()
                            : "Dify "
                                + version.get()
                                + " is not in this plugin's table; the compose file of that release"
                                + " names the tag"));
    return ImageReference.parse(
        prefix(parameters.textOrDefault("from.registry")) + "/" + part.repository() + ":" + tag);
  }

  /** Returns the upstream image of a part, as far as the parameters name one. */
  Optional<ImageReference> baseIfKnown(Part part) {
    try {
      return Optional.of(base(part));
    } catch (DifyArmsException e) {
      if (e.code() == ErrorCode.BASE_UNSPECIFIED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns the repository a part's result is pushed to, as far as the parameters name one. */
  Optional<ImageReference> repositoryIfKnown(Part part) {
    Optional<String> image = parameters.text(part.parameter("to.image"));
    if (image.isPresent()) {
      return Optional.of(explicit(part, image.get(), List.of()).repository());
    }
    String name = baseIfKnown(part).map(Requests::name).orElse(part.repository());
    return parameters
        .text("to.registry")
        .map(registry -> ImageReference.parse(prefix(registry) + "/" + name));
  }

  private static DifyArmsException unspecified(Part part, String why) {
    return new DifyArmsException(
        ErrorCode.BASE_UNSPECIFIED,
        "nothing says which " + part.repository() + " image to start from",
        "parameters difyVersion and " + part.parameter("from.image"),
        why);
  }

  private Target target(Part part, ImageReference base, List<String> tags) {
    Optional<String> image = parameters.text(part.parameter("to.image"));
    Optional<String> registry = parameters.text("to.registry").map(Requests::prefix);
    Optional<Path> layout = parameters.path("to.layout", invocation.directory());
    String name = name(base);
    if (layout.isPresent()) {
      requireIndex("a layout has no images without an index; leave to.layout out, or index");
      // First: who asks for a layout on the command line must not push what the POM names.
      return new Target.Layout(layout.get().resolve(name), tags);
    }
    if (image.isPresent()) {
      return explicit(part, image.get(), tags);
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

  /** The name is the one it would be pushed under, or the upstream one without its registry. */
  private Target local(Part part, ImageReference base, List<String> tags) {
    Optional<String> image = parameters.text(part.parameter("to.image"));
    Optional<String> registry = parameters.text("to.registry").map(Requests::prefix);
    Target.Registry named =
        image
            .map(text -> explicit(part, text, tags))
            .orElseGet(
                () ->
                    new Target.Registry(
                        ImageReference.parse(registry.map(r -> r + "/").orElse("") + name(base)),
                        tags));
    Path layout = outputDirectory().resolve("images").resolve(part.id());
    return new Target.Local(layout, named.repository(), named.tags());
  }

  private static String name(ImageReference base) {
    return base.repository().substring(base.repository().lastIndexOf('/') + 1);
  }

  /** A tag in the full reference wins over {@code to.tags}. */
  private static Target.Registry explicit(Part part, String image, List<String> tags) {
    ImageReference reference = ImageReference.parse(image);
    if (reference.digest().isPresent()) {
      throw Parameters.invalid(
          part.parameter("to.image"), image, "a result cannot be pushed to a digest");
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

  private boolean index() {
    return parameters.flagIfGiven("index").orElse(true);
  }

  /** Only a registry keeps images that nothing names until an index does. */
  private void requireIndex(String why) {
    if (!index()) {
      throw Parameters.invalid("index", "false", why);
    }
  }

  Format format() {
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

  CacheLimit cacheLimit() {
    String text = parameters.textOrDefault("cacheLimit");
    return CacheLimit.parse(text)
        .orElseThrow(() -> Parameters.invalid("cacheLimit", text, CacheLimit.FORMS));
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
