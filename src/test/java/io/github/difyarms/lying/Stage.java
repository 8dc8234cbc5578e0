package io.github.difyarms.lying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import io.github.difyarms.log.SafeText;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.Notes;
import io.github.difyarms.net.ProxyRules;
import io.github.difyarms.registry.Credential;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.RegistryFront;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a lie is told: a registry with a public name that wants a password and speaks TLS, another
 * one that bases may come from, and strangers, all of them behind one {@link RegistryFront}; a
 * machine on the private network; and a build of dify-api that goes from one to the other.
 */
final class Stage implements AutoCloseable {
  static final String HOME = "registry.example";
  static final String UPSTREAM = "upstream.example";
  static final String STRANGER = "stranger.example";

  /** The password that nobody but the registry may see. */
  static final String SECRET = "s3cret-of-alice";

  private static final String USER = "alice";
  static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";
  private static final int MOST_REQUESTS = 400;
  private static final int LONGEST_MESSAGE = 20_000;
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int RETRIES = 2;
  private static final int SLACK = 6;

  /** What undisturbed builds make, by the base's digest. */
  private static final Map<String, Digest> UNDISTURBED = new ConcurrentHashMap<>();

  /** Puts a base somewhere and returns what its tag names. */
  @FunctionalInterface
  interface Base {
    Digest pushTo(ImageSink sink, String repository, String tag);
  }

  private final Path directory;
  private final Backdrop backdrop;
  private final Notes notes = new Notes();
  private final List<EmbeddedRegistry> registries = new ArrayList<>();
  private final RegistryFront front;
  private final RegistryFront inner = RegistryFront.at("127.0.0.2");
  private EmbeddedRegistry.Builder options = EmbeddedRegistry.builder().bearerAuth(USER, SECRET);
  private Base base =
      (sink, repository, tag) ->
          MiniatureImages.builder().layers(5).build().pushTo(sink, repository, tag).digest();
  private UnaryOperator<Workshop> workshop = UnaryOperator.identity();
  private Misdeed misdeed = Misdeed.none();
  private String baseHost = HOME;
  private Optional<java.util.function.Consumer<Digest>> before = Optional.empty();
  private int program;
  private boolean pinned;
  private boolean anonymous;
  private boolean secondBuild;
  private boolean impatient;
  private boolean forged;
  private Optional<SmallJvm> elsewhere = Optional.empty();
  private @Nullable EmbeddedRegistry registry;
  private @Nullable BuildResult result;
  private Optional<Digest> made = Optional.empty();
  private @Nullable DifyArmsException stop;
  private Digest baseDigest = Digest.of(new byte[0]);
  private String told = "";

  Stage(Path directory, Backdrop backdrop) {
    this.directory = directory;
    this.backdrop = backdrop;
    this.front = RegistryFront.at("127.0.0.1", backdrop.tls());
  }

  /** Says what is done with requests to any host with a name. */
  Stage misdeed(Misdeed what) {
    misdeed = what;
    return this;
  }

  /** Says what is done with requests to the machine on the private network. */
  Stage innerMisdeed(Misdeed what) {
    inner.misdeed(what);
    return this;
  }

  /** Uses a registry of another kind. */
  Stage registry(EmbeddedRegistry.Builder other) {
    options = other;
    return this;
  }

  /** Returns the options of a registry that wants the password. */
  static EmbeddedRegistry.Builder bearer() {
    return EmbeddedRegistry.builder().bearerAuth(USER, SECRET);
  }

  Stage base(Base other) {
    base = other;
    return this;
  }

  /** Builds from a base for amd64 alone. */
  Stage base(ForgedBase forged) {
    this.forged = true;
    workshop(shop -> shop.platforms("linux/amd64"));
    return base((Base) forged);
  }

  Stage base(MiniatureImages.Builder images) {
    return base((sink, repository, tag) -> images.build().pushTo(sink, repository, tag).digest());
  }

  /** Reads the base from another registry, which asks for no password. */
  Stage apart() {
    baseHost = UPSTREAM;
    return this;
  }

  /** Names the base by its digest, too. */
  Stage pinned() {
    pinned = true;
    return this;
  }

  /** Has no password. */
  Stage anonymous() {
    anonymous = true;
    return this;
  }

  /** Builds a program of this size, whose layers are sent while they are compressed. */
  Stage program(int bytes) {
    program = bytes;
    return workshop(shop -> shop.program(bytes));
  }

  /** Builds once without a misdeed, and then something else of the same base. */
  Stage secondBuild() {
    secondBuild = true;
    return this;
  }

  Stage workshop(UnaryOperator<Workshop> change) {
    UnaryOperator<Workshop> before = workshop;
    workshop = shop -> change.apply(before.apply(shop));
    return this;
  }

  /** Does something with what an undisturbed build has made, before the build. */
  Stage beforehand(java.util.function.Consumer<Digest> what) {
    before = Optional.of(what);
    return this;
  }

  /**
   * Waits for silent servers a fraction of a second only, where the misdeed is met. A busy machine
   * may be as silent: a build that has to get over it tries more often, which costs nothing when it
   * is not.
   */
  Stage impatient() {
    impatient = true;
    return this;
  }

  /** Lets another JVM meet the misdeed, which knows no {@link #workshop} but that of a base. */
  Stage elsewhere(SmallJvm other) {
    elsewhere = Optional.of(other);
    return this;
  }

  /** Returns the address of the machine on the private network. */
  String innerAddress() {
    return inner.address();
  }

  EmbeddedRegistry registry() {
    if (registry == null) {
      registry = options.start();
      registries.add(registry);
      front.behind(HOME, registry);
    }
    return registry;
  }

  RegistryFront front() {
    return front;
  }

  BuildResult result() {
    return java.util.Objects.requireNonNull(result);
  }

  DifyArmsException stop() {
    return java.util.Objects.requireNonNull(stop);
  }

  Notes notes() {
    return notes;
  }

  /** Returns what the registry has under the tag. */
  Optional<Digest> tagged() {
    return Optional.ofNullable(registry().tags(TARGET).get("1.16.1-arms"));
  }

  String target() {
    return TARGET;
  }

  /** Builds, and checks what holds whatever happens. */
  void play(Lie lie) {
    EmbeddedRegistry from = registry();
    if (baseHost.equals(UPSTREAM)) {
      from = EmbeddedRegistry.start();
      registries.add(from);
      front.behind(UPSTREAM, from);
    }
    baseDigest = base.pushTo(from, BASE, "1.16.1");
    Digest expected = lie.code().isEmpty() ? undisturbed() : baseDigest;
    if (this.before.isPresent()) {
      expected = clean();
      this.before.get().accept(expected);
    }
    if (secondBuild) {
      shop("here").agentVersion("0.0.9").build(reference(), HOME + "/" + TARGET);
    }
    Optional<Digest> before = tagged();
    front.reset();
    front.misdeed(misdeed);
    if (elsewhere.isPresent()) {
      buildElsewhere(elsewhere.get());
    } else {
      build(lie);
    }
    check(lie, expected, before);
    lie.after().accept(this);
  }

  private void build(Lie lie) {
    Workshop shop = shop("here", impatient ? impatient(lie) : UnaryOperator.identity());
    try {
      result = shop.build(reference(), HOME + "/" + TARGET);
      made = Optional.of(result.components().get(0).digest());
    } catch (DifyArmsException e) {
      stop = e;
    }
    told =
        shop.told() + "\n" + String.join("\n", notes.reasons) + String.join("\n", notes.warnings);
  }

  private void buildElsewhere(SmallJvm other) {
    SmallJvm.Outcome outcome =
        other.build(
            new SmallJvm.Asked(
                directory.resolve("elsewhere"),
                front.port(),
                backdrop.trusted(),
                reference(),
                HOME + "/" + TARGET,
                forged));
    made = outcome.made();
    stop = outcome.stop().orElse(null);
    told = outcome.told();
  }

  private void check(Lie lie, Digest expected, Optional<Digest> before) {
    checkSecrets();
    assertThat(front.failures()).isEmpty();
    assertThat(inner.failures()).isEmpty();
    assertThat(front.seen().size()).as("requests").isLessThan(MOST_REQUESTS);
    assertThat(notes.waits).allMatch(wait -> wait.compareTo(Duration.ofMinutes(2)) <= 0);
    assertThat(notes.waits.size()).as("repetitions").isLessThan(60);
    if (lie.code().isEmpty()) {
      if (stop != null) {
        fail("the build did not get over it", stop);
      }
      assertThat(made).contains(expected);
      assertThat(tagged()).contains(expected);
      return;
    }
    if (stop == null) {
      fail("the build did not stop; " + front.seen());
      return;
    }
    assertThat(stop.code()).as(stop.getMessage()).isEqualTo(lie.code().get());
    assertThat(stop).hasMessageContaining("\n  where: ").hasMessageContaining("\n  why:   ");
    assertThat(stop.where()).isNotBlank();
    assertThat(stop.why()).isNotBlank();
    assertThat(String.valueOf(stop.getMessage()).length()).isLessThan(LONGEST_MESSAGE);
    for (String word : lie.words()) {
      assertThat(stop).hasMessageContaining(word);
    }
    assertThat(tagged()).as("what is tagged").isEqualTo(before);
  }

  private void checkSecrets() {
    List<String> tokens =
        front.seen().stream()
            .flatMap(request -> request.authorization().stream())
            .filter(header -> header.startsWith("Bearer "))
            .map(header -> header.substring("Bearer ".length()))
            .distinct()
            .toList();
    List<FrontRequest> foreign = new ArrayList<>(inner.seen());
    for (FrontRequest request : front.seen()) {
      if (!request.host().equals(HOME) || request.scheme().equals("http")) {
        foreign.add(request);
      }
    }
    for (FrontRequest request : foreign) {
      assertThat(request.authorization()).as(request.toString()).isEmpty();
      assertThat(request.shows(SECRET)).as(request.toString()).isFalse();
      assertThat(tokens).as(request.toString()).noneMatch(request::shows);
    }
    String said = told + (stop == null ? "" : stop.getMessage());
    assertThat(said).doesNotContain(SECRET);
    assertThat(tokens).noneMatch(said::contains);
    String shown = SafeText.of(stop == null ? "" : String.valueOf(stop.getMessage()));
    assertThat(shown.chars()).noneMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x9b);
  }

  private Digest undisturbed() {
    return UNDISTURBED.computeIfAbsent(
        baseHost + " " + pinned + " " + program + " " + baseDigest, key -> clean());
  }

  private Digest clean() {
    front.misdeed(Misdeed.none());
    return shop("clean").build(reference(), HOME + "/clean/dify-api").components().get(0).digest();
  }

  private String reference() {
    return baseHost + "/" + BASE + ":1.16.1" + (pinned ? "@" + baseDigest : "");
  }

  private static UnaryOperator<HttpOptions> impatient(Lie lie) {
    return options ->
        lie.code().isPresent()
            ? options.withTimeouts(CONNECT, Duration.ofMillis(200))
            : options.withTimeouts(CONNECT, Duration.ofMillis(400)).withRetries(RETRIES + SLACK);
  }

  private Workshop shop(String name) {
    return shop(name, UnaryOperator.identity());
  }

  private Workshop shop(String name, UnaryOperator<HttpOptions> patience) {
    HttpOptions options = patience.apply(options(front.asProxy(), backdrop.trusted()));
    return workshop.apply(shop(directory.resolve(name), !anonymous, options, notes));
  }

  /** Returns how builds here speak with anybody. */
  static HttpOptions options(ProxyRules proxies, Path trusted) {
    return HttpOptions.defaults()
        .withRetries(RETRIES)
        .withTimeouts(CONNECT, Duration.ofSeconds(30))
        .withProxies(proxies)
        .withCertificateDirectories(List.of(trusted));
  }

  /** Returns what a build here is made by. */
  static Workshop shop(Path directory, boolean known, HttpOptions options, Notes notes) {
    return new Workshop(directory)
        .login(
            asked ->
                known && asked.registry().equals(HOME)
                    ? Optional.of(new Credential(USER, SECRET, "the test"))
                    : Optional.empty())
        .network(options, notes, notes);
  }

  @Override
  public void close() {
    front.close();
    inner.close();
    registries.forEach(EmbeddedRegistry::close);
  }
}
