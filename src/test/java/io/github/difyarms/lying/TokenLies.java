package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.REDIRECT_REFUSED;
import static io.github.difyarms.error.ErrorCode.REGISTRY_FAILED;
import static io.github.difyarms.error.ErrorCode.TOKEN_HOST_REFUSED;
import static io.github.difyarms.error.ErrorCode.UNAUTHORIZED;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.MOUNT;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static io.github.difyarms.testing.RequestKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Challenges, realms, token servers and tokens. */
final class TokenLies {
  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String SERVICE = ",service=\"embedded-registry\"";

  static final List<Lie> ALL = new ArrayList<>();

  static {
    realms();
    challenges();
    tokens();
    loops();
  }

  private TokenLies() {}

  private static void realms() {
    refused("a realm on another host", "https://stranger.example/token", TOKEN_HOST_REFUSED);
    refused(
        "a realm on a host with our name in its own",
        "https://registry.example.stranger.example/token",
        TOKEN_HOST_REFUSED);
    refused("a realm at another port", "https://registry.example:444/token", TOKEN_HOST_REFUSED);
    refused(
        "a realm on another host without TLS", "http://stranger.example/token", REDIRECT_REFUSED);
    refused(
        "a realm at the same host's port 8080, without TLS",
        "http://registry.example:8080/token",
        REDIRECT_REFUSED);
    refused(
        "a realm at a port that there is not",
        "https://registry.example:99999999/token",
        REDIRECT_REFUSED);
    for (String host : AddressLies.PRIVATE) {
      refused("a realm at " + host, "https://" + host + "/token", REDIRECT_REFUSED);
    }
    for (boolean anonymous : new boolean[] {false, true}) {
      ALL.add(
          Lie.of(
                  "a realm on the private network" + (anonymous ? ", nobody logged in" : ""),
                  stage -> {
                    if (anonymous) {
                      stage.anonymous();
                    }
                    stage.misdeed(realm("http://" + stage.innerAddress() + "/token"));
                  })
              .stops(REDIRECT_REFUSED, "into a private network")
              .and(TokenLies::nobodyElseAsked));
    }
    for (String realm :
        List.of(
            "https://user@registry.example/token",
            "https://registry.example@stranger.example/token",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ftp://registry.example/token",
            "https:///token",
            "https://registry example/token",
            "",
            "//",
            "\u00a0")) {
      refused("the realm \"" + realm + "\"", realm, PROTOCOL_VIOLATION);
    }
    ALL.add(
        Lie.of("no realm", stage -> stage.misdeed(challenge(header -> "Bearer service=\"x\"")))
            .stops(PROTOCOL_VIOLATION, "names no realm"));
    recovers("a realm with a query of its own", "https://registry.example/token?a=b&c");
    recovers("a realm with an empty query", "https://registry.example/token?");
    recovers("a realm with a fragment", "https://registry.example/token#here");
    recovers("a realm without host", "/token");
    recovers("a realm of the same host without TLS", "http://registry.example/token");
    recovers("a realm in capital letters", "HTTPS://REGISTRY.EXAMPLE/token");
    for (int status : new int[] {301, 302, 307, 308}) {
      ALL.add(
          Lie.always(
                  "a token server that sends us elsewhere by " + status,
                  Deed.say(Reply.of(status).with("Location", "https://stranger.example/token?a=b")),
                  TOKEN)
              .stops(REDIRECT_REFUSED, "the token server sends us elsewhere")
              .and(TokenLies::nobodyElseAsked));
    }
  }

  private static void refused(String name, String realm, ErrorCode code) {
    ALL.add(
        Lie.of(name, stage -> stage.misdeed(realm(realm)))
            .stops(code)
            .and(TokenLies::nobodyElseAsked));
  }

  private static void recovers(String name, String realm) {
    ALL.add(Lie.of(name, stage -> stage.misdeed(realm(realm))).recovers());
  }

  private static Misdeed realm(String realm) {
    return challenge(header -> header.replaceFirst("realm=\"[^\"]*\"", "realm=\"" + realm + "\""));
  }

  private static Misdeed challenge(UnaryOperator<String> change) {
    return request ->
        request.kind() == TOKEN || !request.host().equals(Stage.HOME)
            ? Deed.pass()
            : Deed.edit(
                reply ->
                    reply
                        .header(CHALLENGE)
                        .map(header -> reply.with(CHALLENGE, change.apply(header)))
                        .orElse(reply));
  }

  private static void nobodyElseAsked(Stage stage) {
    assertThat(stage.front().strangers()).isEmpty();
  }

  private static void challenges() {
    ALL.add(
        Lie.of(
                "a second challenge that names another realm",
                stage ->
                    stage.misdeed(
                        Misdeed.on(
                            Deed.say(
                                Reply.of(401)
                                    .with(
                                        CHALLENGE,
                                        "Bearer realm=\"https://stranger.example/token\""
                                            + SERVICE)),
                            POST_UPLOAD)))
            .stops(TOKEN_HOST_REFUSED)
            .and(TokenLies::nobodyElseAsked));
    ALL.add(
        Lie.of(
                "challenges of other kinds beside the right one",
                stage ->
                    stage.misdeed(
                        challenge(
                            header -> "Negotiate, NTLM abc==, Digest realm=\"x\", " + header)))
            .recovers());
    for (String header :
        List.of("Negotiate", "Digest realm=\"x\"", "", "====", "Bearer", "\"\"\"\"", ",,,,")) {
      ALL.add(
          Lie.of(
                  "the challenge \"" + header + "\"",
                  stage -> stage.misdeed(challenge(old -> header)))
              .stops(header.equals("Bearer") ? PROTOCOL_VIOLATION : UNAUTHORIZED));
    }
    ALL.add(
        Lie.always("a refusal without a challenge", Deed.say(401), GET_MANIFEST)
            .stops(UNAUTHORIZED));
    ALL.add(
        Lie.of(
                "a challenge with a realm of 200,000 characters",
                stage -> stage.misdeed(realm("https://registry.example/" + "x".repeat(200_000))))
            .stops(PROTOCOL_VIOLATION, "the head of the answer is longer"));
    ALL.add(
        Lie.of(
                "a challenge with a realm of 30,000 characters",
                stage -> stage.misdeed(realm("https://registry.example/" + "x".repeat(30_000))))
            .stops(PROTOCOL_VIOLATION, "more characters"));
    ALL.add(
        Lie.of(
                "a challenge of 10,000 parameters",
                stage -> stage.misdeed(challenge(header -> header + ",a=b".repeat(10_000))))
            .recovers());
    ALL.add(
        Lie.of(
                "a challenge of 10,000 backslashes",
                stage -> stage.misdeed(challenge(header -> header + ",a=\"" + "\\".repeat(20_001))))
            .recovers());
  }

  private static void tokens() {
    for (String body :
        List.of(
            "",
            "no JSON",
            "[]",
            "{}",
            "{\"token\":\"\"}",
            "{\"token\":null}",
            "{\"token\":{\"a\":1}}",
            "{\"token\":\"a b\"}",
            "{\"token\":\"a\\r\\nX-Evil: 1\"}",
            "{\"token\":\"a\\u0000\"}",
            "{\"token\":\"\u00e9\"}",
            "{\"token\":\"a\",\"token\":\"b\"}")) {
      ALL.add(
          Lie.always("the token answer " + body, Deed.say(Reply.of(200, body)), TOKEN)
              .stops(PROTOCOL_VIOLATION));
    }
    ALL.add(
        Lie.always(
                "a token 100,000 levels deep",
                Deed.say(Reply.of(200, "{\"token\":" + "[".repeat(100_000))),
                TOKEN)
            .stops(PROTOCOL_VIOLATION));
    ALL.add(
        Lie.always(
                "a token of 900,000 characters",
                Deed.say(Reply.of(200, "{\"token\":\"" + "x".repeat(900_000) + "\"}")),
                TOKEN)
            .stops(PROTOCOL_VIOLATION));
    for (String life : List.of("-1", "0", "1e99", "\"soon\"", "99999999999999999999", "null")) {
      ALL.add(
          Lie.always(
                  "a token good for " + life + " seconds",
                  // The number alone: a token may hold the same digits.
                  Deed.edit(
                      reply ->
                          reply.edited(
                              text -> text.replaceFirst("(\"expires_in\" *: *)300", "$1" + life))),
                  TOKEN)
              .recovers());
    }
    ALL.add(
        Lie.always(
                "a token called access_token only",
                Deed.edit(reply -> reply.edited(text -> text.replace("\"token\"", "\"t\""))),
                TOKEN)
            .recovers());
    ALL.add(
        Lie.always("a token server that is out of order", Deed.say(500), TOKEN)
            .stops(REGISTRY_FAILED));
    ALL.add(Lie.once("a token server that is out of order once", TOKEN, Deed.say(503)).recovers());
    ALL.add(
        Lie.always(
                "a token server that knows nobody",
                Deed.say(Reply.error(401, "UNAUTHORIZED", "who are you")),
                TOKEN)
            .stops(UNAUTHORIZED, "who are you", "user alice from the test"));
  }

  private static void loops() {
    for (RequestKind kind : List.of(GET_MANIFEST, MOUNT, POST_UPLOAD, PUT_TAG)) {
      Lie.Told told =
          Lie.always(
              "a token that never helps with " + kind,
              Deed.say(
                  Reply.error(401, "UNAUTHORIZED", "again")
                      .with(
                          CHALLENGE, "Bearer realm=\"https://registry.example/token\"" + SERVICE)),
              kind);
      // What may not be mounted may still be uploaded.
      Lie lie = kind == MOUNT ? told.recovers() : told.stops(UNAUTHORIZED, "again");
      ALL.add(lie.and(stage -> assertThat(stage.front().seen(TOKEN).size()).isLessThan(20)));
    }
    ALL.add(
        Lie.of(
                "a token for a few requests only",
                stage -> stage.registry(Stage.bearer().tokenUses(25)))
            .recovers());
    ALL.add(
        Lie.of("a token for no request", stage -> stage.registry(Stage.bearer().tokenUses(0)))
            .stops(UNAUTHORIZED));
  }
}
