package io.github.difyarms.registry;

import static io.github.difyarms.registry.Fixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Seen;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AuthorizationTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final String ALICE_BASIC = "Basic YWxpY2U6czNjcmV0";

  /** A registry that takes the tokens of its own /token. */
  private static Reply tokenRegistry(Seen request, String realm, String validToken) {
    if (request.path().startsWith("/token")) {
      return Reply.of(200, "{\"token\":\"" + validToken + "\",\"expires_in\":300}");
    }
    if (request.authorization().equals(Optional.of("Bearer " + validToken))) {
      return Reply.of(200).with("Docker-Content-Digest", DIGEST);
    }
    return Fixture.error(401, "UNAUTHORIZED", "authentication required")
        .with("WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"reg:cn-hangzhou:1\"");
  }

  private static String own(Seen request, String path) {
    return "http://" + request.headers().first("Host").orElseThrow() + path;
  }

  private static void assertStops(ErrorCode code, ThrowingCallable step, String... words) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            DifyArmsException.class, stop -> assertThat(stop.code()).isEqualTo(code))
        .satisfies(
            stop ->
                assertThat(List.of(words)).allMatch(String.valueOf(stop.getMessage())::contains))
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void asksForATokenOnlyAfterTheChallengeAndKeepsIt() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      Repository repository = f.pull("a/b");

      repository.head("one");
      repository.head("two");

      assertThat(f.server.asked())
          .containsExactly(
              "HEAD /v2/a/b/manifests/one",
              "GET /token?service=reg%3Acn-hangzhou%3A1&scope=repository%3Aa%2Fb%3Apull",
              "HEAD /v2/a/b/manifests/one",
              "HEAD /v2/a/b/manifests/two");
      assertThat(f.server.seen().get(0).authorization()).isEmpty();
      assertThat(f.server.seen().get(1).authorization()).contains(ALICE_BASIC);
      assertThat(f.client.traffic().requests()).isEqualTo(3);
      assertThat(f.client.traffic().tokenRequests()).isEqualTo(1);
    }
  }

  /** As podman's auth.json has them, by namespace. */
  @Test
  void partsOfARegistryHaveLoginsOfTheirOwn() throws Exception {
    CredentialSource byNamespace =
        new CredentialSource() {
          @Override
          public Optional<Credential> find(ImageReference repository) {
            return Optional.of(new Credential(part(repository), "s3cret", "the test"));
          }

          @Override
          public String part(ImageReference repository) {
            return repository.repository().replaceFirst("/.*", "");
          }
        };
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      for (String name : List.of("a/x", "b/x", "a/y")) {
        f.client.repository(f.name(name), byNamespace, Access.PULL).head("one");
      }

      assertThat(f.server.seen())
          .filteredOn(request -> request.path().startsWith("/token"))
          .extracting(request -> request.authorization().orElseThrow())
          .containsExactly("Basic YTpzM2NyZXQ=", "Basic YjpzM2NyZXQ=", "Basic YTpzM2NyZXQ=");
    }
  }

  @Test
  void oneTokenServesTheTargetAndItsMountSources() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      f.push("to/api", "from/api").head("x");

      assertThat(f.server.asked().get(1))
          .endsWith(
              "&scope=repository%3Ato%2Fapi%3Apull%2Cpush&scope=repository%3Afrom%2Fapi%3Apull");
    }
  }

  @Test
  void aTokenForMoreServesForLess() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      CredentialSource one = found -> Optional.of(ALICE);
      f.client.repository(f.name("to"), one, Access.PUSH, Set.of(f.name("from"))).head("x");
      f.client.repository(f.name("from"), one, Access.PULL).head("x");

      assertThat(f.client.traffic().tokenRequests()).isEqualTo(1);
    }
  }

  @Test
  void theRealmKeepsItsOwnQuery() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token?tenant=7"), "t1"))) {
      f.pull("a").head("x");

      assertThat(f.server.asked().get(1)).startsWith("GET /token?tenant=7&service=reg%3A");
    }
  }

  @Test
  void aTokenServerThatRefusesMountSourcesIsAskedForTheTargetAlone() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                r.path().startsWith("/token") && r.path().contains("from")
                    ? Reply.of(403)
                    : tokenRegistry(r, own(r, "/token"), "t1"))) {
      assertThat(f.push("to", "from").head("x")).isPresent();
    }
  }

  @Test
  void basicIsAnsweredWithUserAndPassword() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                r.authorization().equals(Optional.of(ALICE_BASIC))
                    ? Reply.of(200).with("Docker-Content-Digest", DIGEST)
                    : Reply.of(401).with("WWW-Authenticate", "Basic realm=\"x\""))) {
      assertThat(f.pull("a").head("x")).isPresent();
      assertThat(f.server.seen()).hasSize(2);
    }
  }

  @Test
  void aWrongPasswordIsSentOnceAndItsOriginNamed() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                Fixture.error(401, "UNAUTHORIZED", "wrong password")
                    .with("WWW-Authenticate", "Basic realm=\"x\""))) {
      assertStops(
          ErrorCode.UNAUTHORIZED,
          () -> f.pull("a").manifest("x"),
          "UNAUTHORIZED: wrong password",
          "user alice from settings.xml server test");
      assertThat(f.server.seen()).hasSize(2);
    }
  }

  @Test
  void withoutCredentialsTheTokenIsAskedForAnonymously() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      f.client.repository(f.name("a"), CredentialSource.anonymous(), Access.PULL).head("x");

      assertThat(f.server.seen().get(1).authorization()).isEmpty();
    }
  }

  @Test
  void anIdentityTokenIsExchangedByPost() throws Exception {
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      Credential identity = Credential.ofIdentityToken("s3cret/1", "config.json");
      f.client.repository(f.name("a"), found -> Optional.of(identity), Access.PULL).head("x");

      Seen exchange = f.server.seen().get(1);
      assertThat(exchange.toString()).isEqualTo("POST /token");
      assertThat(exchange.authorization()).isEmpty();
      assertThat(exchange.text())
          .isEqualTo(
              "grant_type=refresh_token&service=reg%3Acn-hangzhou%3A1"
                  + "&client_id=dify-arms-maven-plugin&scope=repository%3Aa%3Apull"
                  + "&refresh_token=s3cret%2F1");
    }
  }

  @Test
  void aTokenRefusedInMidRunIsRenewedWithFreshCredentials() throws Exception {
    Deque<String> valid = new ArrayDeque<>(List.of("t1"));
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), valid.peekLast()))) {
      Deque<Credential> found =
          new ArrayDeque<>(
              List.of(new Credential("u", "old", "here"), new Credential("u", "new", "here")));
      Repository repository =
          f.client.repository(f.name("a"), asked -> Optional.of(found.poll()), Access.PULL);
      repository.head("x");
      valid.add("t2");

      assertThat(repository.head("y")).isPresent();
      assertThat(f.server.seen().get(4).authorization())
          .contains(TokenServer.basic(new Credential("u", "new", "")));
    }
  }

  @Test
  void aSecondRefusalStops() throws Exception {
    try (Fixture f =
        new Fixture(
            r -> {
              Reply reply = tokenRegistry(r, own(r, "/token"), "good");
              return r.path().startsWith("/token")
                  ? Reply.of(200, "{\"access_token\":\"bad\"}")
                  : reply;
            })) {
      assertStops(
          ErrorCode.UNAUTHORIZED,
          () -> f.pull("a").head("x"),
          "user alice from settings.xml server test");
      assertThat(f.server.asked()).filteredOn(line -> line.startsWith("HEAD")).hasSize(2);
    }
  }

  @Test
  void aTokenServerThatRefusesTheCredentialsIsQuoted() throws Exception {
    try (Fixture f =
        new Fixture(
            r ->
                r.path().startsWith("/token")
                    ? Reply.of(401, "{\"details\":\"incorrect username or password\"}")
                    : tokenRegistry(r, own(r, "/token"), "t"))) {
      assertStops(
          ErrorCode.UNAUTHORIZED,
          () -> f.pull("a").manifest("x"),
          "incorrect username or password",
          "settings.xml server test");
    }
  }

  @Test
  void credentialsDoNotGoToAForeignRealm() throws Exception {
    try (LoopbackServer foreign = LoopbackServer.http(r -> Reply.of(200, "{\"token\":\"t1\"}"));
        Fixture f = new Fixture(r -> tokenRegistry(r, foreign.url("/token"), "t1"))) {
      assertStops(
          ErrorCode.TOKEN_HOST_REFUSED,
          () -> f.pull("a").head("x"),
          foreign.authority(),
          "user alice");
      assertThat(foreign.seen()).isEmpty();
    }
  }

  @Test
  void aNamedTokenHostMaySeeThem() throws Exception {
    try (LoopbackServer foreign = LoopbackServer.http(r -> Reply.of(200, "{\"token\":\"t1\"}"));
        Fixture f = new Fixture(r -> tokenRegistry(r, foreign.url("/token"), "t1"))) {
      f.client = f.client(RegistryOptions.defaults().withTokenHosts(Set.of(foreign.authority())));

      assertThat(f.pull("a").head("x")).isPresent();
      assertThat(foreign.seen().get(0).authorization()).contains(ALICE_BASIC);
    }
  }

  @Test
  void withoutCredentialsAForeignRealmMayBeAsked() throws Exception {
    try (LoopbackServer foreign = LoopbackServer.http(r -> Reply.of(200, "{\"token\":\"t1\"}"));
        Fixture f = new Fixture(r -> tokenRegistry(r, foreign.url("/token"), "t1"))) {
      Repository repository =
          f.client.repository(f.name("a"), CredentialSource.anonymous(), Access.PULL);

      assertThat(repository.head("x")).isPresent();
    }
  }

  @Test
  void credentialsDoNotFollowARedirectOfTheTokenServer() throws Exception {
    try (LoopbackServer foreign = LoopbackServer.http(r -> Reply.of(200, "{\"token\":\"t1\"}"));
        Fixture f =
            new Fixture(
                r ->
                    r.path().startsWith("/token")
                        ? Reply.of(307).with("Location", foreign.url("/token"))
                        : tokenRegistry(r, own(r, "/token"), "t1"))) {
      assertStops(ErrorCode.REDIRECT_REFUSED, () -> f.pull("a").head("x"));
      assertThat(foreign.seen()).isEmpty();
    }
  }

  @Test
  void parallelRequestsMeetOneChallengeAndAskOneToken() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Fixture f = new Fixture(r -> tokenRegistry(r, own(r, "/token"), "t1"))) {
      Repository repository = f.pull("a");
      List<Future<?>> heads =
          java.util.stream.IntStream.range(0, 24)
              .<Future<?>>mapToObj(i -> threads.submit(() -> repository.head("tag" + i)))
              .toList();
      for (Future<?> head : heads) {
        head.get();
      }
      assertThat(f.client.traffic().requests()).isEqualTo(25);
      assertThat(f.client.traffic().tokenRequests()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void credentialsAreNotLookedForWhileNobodyWantsThem() throws Exception {
    try (Fixture f = new Fixture(r -> Reply.of(200).with("Docker-Content-Digest", DIGEST))) {
      CredentialSource never =
          found -> {
            throw new IllegalStateException("asked for " + found);
          };
      assertThat(f.client.repository(f.name("a"), never, Access.PULL).head("x")).isPresent();
    }
  }

  @Test
  void accessDeniedQuotesTheRegistry() throws Exception {
    try (Fixture f = new Fixture(r -> Fixture.error(403, "DENIED", "not in your plan"))) {
      assertStops(
          ErrorCode.UNAUTHORIZED, () -> f.pull("a").manifest("x"), "DENIED: not in your plan");
    }
  }

  @Test
  void dockerHubIsCalledAtItsApiHost() {
    assertThat(Session.apiHost(ImageReference.parse("redis").registry()))
        .isEqualTo("registry-1.docker.io");
  }
}
