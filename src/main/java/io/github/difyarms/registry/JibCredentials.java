package io.github.difyarms.registry;

import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialHelperNotFoundException;
import com.google.cloud.tools.jib.registry.credentials.CredentialHelperUnhandledServerUrlException;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import com.google.cloud.tools.jib.registry.credentials.DockerCredentialHelper;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.InheritedEnvironment;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Credentials from where users of Jib, docker and podman keep them, in Jib's order: parameters, the
 * named credential helper, settings.xml, podman's and docker's files (with their own helpers), then
 * the helpers well known for a registry.
 */
public final class JibCredentials implements CredentialSource {
  /** Docker Hub's names in credential files and helpers. */
  private static final List<String> HUB =
      List.of(
          "docker.io",
          "index.docker.io",
          "registry-1.docker.io",
          "https://index.docker.io/v1/",
          "registry.hub.docker.com");

  private final Optional<Credential> literal;
  private final Optional<String> helper;
  private final Map<String, Credential> servers;
  private final Map<String, String> environment;
  private final Consumer<String> notes;
  private final Map<String, String> parts = new ConcurrentHashMap<>();

  /**
   * Creates the search.
   *
   * @param literal credentials given as parameters
   * @param helper a credential helper given as parameter: suffix, name or path
   * @param servers credentials of settings.xml by server id, decrypted
   * @param environment the process environment, which moves the files
   * @param notes hears which source was used, or why one could not be
   */
  public JibCredentials(
      Optional<Credential> literal,
      Optional<String> helper,
      Map<String, Credential> servers,
      Map<String, String> environment,
      Consumer<String> notes) {
    this.literal = literal;
    this.helper = helper;
    this.servers = Map.copyOf(servers);
    this.environment = Map.copyOf(environment);
    this.notes = notes;
  }

  @Override
  public Optional<Credential> find(ImageReference repository) {
    Optional<Credential> found = literal;
    if (found.isEmpty() && helper.isPresent()) {
      found = fromHelper(repository, helper.get());
    }
    found = found.or(() -> fromSettings(repository)).or(() -> fromFiles(repository));
    found.ifPresent(
        credential ->
            notes.accept("credentials for " + repository.registry() + ": " + credential.origin()));
    return found;
  }

  /** Only podman's files know parts of a registry, and only who is asked before them hides that. */
  @Override
  public String part(ImageReference repository) {
    if (literal.isPresent() || helper.isPresent() || fromSettings(repository).isPresent()) {
      return "";
    }
    // Asked whenever a repository is opened, and one whose files change keeps its session.
    return parts.computeIfAbsent(
        repository.registry() + "/" + repository.repository(), name -> partOfFiles(repository));
  }

  private String partOfFiles(ImageReference repository) {
    List<String> keys = new ArrayList<>();
    for (Path file : files()) {
      try {
        if (Files.isRegularFile(file)) {
          keys.add(DockerConfigFile.read(file, names(repository), repository.repository()).part());
        }
      } catch (IOException e) {
        // Told when credentials are looked for in it.
      }
    }
    return String.join(" ", keys).strip();
  }

  private Optional<Credential> fromSettings(ImageReference repository) {
    List<String> ids =
        repository.registry().equals(ImageReference.DOCKER_HUB)
            ? HUB
            : List.of(repository.registry(), "https://" + repository.registry());
    return ids.stream().flatMap(id -> Optional.ofNullable(servers.get(id)).stream()).findFirst();
  }

  private Optional<Credential> fromHelper(ImageReference repository, String name) {
    String program =
        name.contains("/") || name.startsWith("docker-credential-")
            ? name
            : "docker-credential-" + name;
    // The user named it: to go on without it would end in a refusal that does not mention it.
    String what =
        "the credential helper " + name + " gives no credentials for " + repository.registry();
    try {
      Optional<Credential> found = ask("credential helper " + name, program, names(repository));
      if (found.isPresent()) {
        return found;
      }
    } catch (IOException | CredentialHelperNotFoundException e) {
      throw new DifyArmsException(ErrorCode.CREDENTIAL_HELPER_FAILED, what, program, reason(e), e);
    }
    throw new DifyArmsException(
        ErrorCode.CREDENTIAL_HELPER_FAILED,
        what,
        program,
        "it has none, or what it printed is not JSON with Username and Secret"); // nor shown here
  }

  private Optional<Credential> fromFiles(ImageReference repository) {
    for (Path file : files()) {
      Optional<Credential> found = fromFile(file, repository);
      if (found.isPresent()) {
        return found;
      }
    }
    return factory(repository)
        .flatMap(it -> retrieve("well-known credential helper", it.wellKnownCredentialHelpers()));
  }

  /** Jib reads such files too, but hands this process's whole environment to their helpers. */
  private Optional<Credential> fromFile(Path file, ImageReference repository) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      DockerConfigFile config =
          DockerConfigFile.read(file, names(repository), repository.repository());
      return config.helper().flatMap(helper -> ask(file, helper)).or(config::credential);
    } catch (IOException e) {
      notes.accept(file + " gives no credentials: " + DockerConfigFile.reason(e));
      return Optional.empty();
    }
  }

  private Optional<Credential> ask(Path file, DockerConfigFile.HelperProgram helper) {
    try {
      return ask(file.toString(), "docker-credential-" + helper.suffix(), helper.servers());
    } catch (IOException | CredentialHelperNotFoundException e) {
      notes.accept(file + " gives no credentials: " + reason(e));
      return Optional.empty();
    }
  }

  /** Asks a helper for one name after the other. */
  private Optional<Credential> ask(String origin, String program, List<String> servers)
      throws IOException, CredentialHelperNotFoundException {
    for (String server : servers) {
      try {
        var found =
            new DockerCredentialHelper(
                    server, Path.of(program), InheritedEnvironment.blanks(environment))
                .retrieve();
        return Optional.of(new Credential(found.getUsername(), found.getPassword(), origin));
      } catch (CredentialHelperUnhandledServerUrlException e) {
        // It has none under this name.
      }
    }
    return Optional.empty();
  }

  private static List<String> names(ImageReference repository) {
    return repository.registry().equals(ImageReference.DOCKER_HUB)
        ? HUB
        : List.of(repository.registry());
  }

  /** Podman's order (containers-auth.json(5)), then docker's. */
  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    Path home = Path.of(System.getProperty("user.home"));
    variable("REGISTRY_AUTH_FILE").map(Path::of).ifPresent(files::add);
    variable("XDG_RUNTIME_DIR")
        .map(directory -> Path.of(directory, "containers", "auth.json"))
        .ifPresent(files::add);
    files.add(
        variable("XDG_CONFIG_HOME")
            .map(Path::of)
            .orElse(home.resolve(".config"))
            .resolve("containers/auth.json"));
    variable("DOCKER_CONFIG")
        .map(directory -> Path.of(directory, "config.json"))
        .ifPresent(files::add);
    files.add(home.resolve(".docker").resolve("config.json"));
    return files;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Optional<CredentialRetrieverFactory> factory(ImageReference repository) {
    String registry =
        repository.registry().equals(ImageReference.DOCKER_HUB)
            ? "registry-1.docker.io"
            : repository.registry();
    try {
      return Optional.of(
          CredentialRetrieverFactory.forImage(
              com.google.cloud.tools.jib.api.ImageReference.of(
                  registry, repository.repository(), "latest"),
              event -> {},
              InheritedEnvironment.blanks(environment)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Jib's grammar refuses IPv6 hosts
    }
  }

  private Optional<Credential> retrieve(String origin, CredentialRetriever retriever) {
    try {
      return retriever
          .retrieve()
          .map(found -> new Credential(found.getUsername(), found.getPassword(), origin));
    } catch (CredentialRetrievalException e) {
      if (!(e.getCause() instanceof FileNotFoundException)) {
        notes.accept(origin + " gives no credentials: " + reason(e));
      }
      return Optional.empty();
    }
  }

  private static String reason(Exception e) {
    boolean wrapped = e instanceof CredentialRetrievalException;
    Throwable cause = wrapped && e.getCause() != null ? e.getCause() : e;
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
