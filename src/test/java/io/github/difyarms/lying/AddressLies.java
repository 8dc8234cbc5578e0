package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.DIGEST_MISMATCH;
import static io.github.difyarms.error.ErrorCode.PROTOCOL_VIOLATION;
import static io.github.difyarms.error.ErrorCode.PUSH_REFUSED;
import static io.github.difyarms.error.ErrorCode.REDIRECT_REFUSED;
import static io.github.difyarms.error.ErrorCode.UNAUTHORIZED;
import static io.github.difyarms.testing.RequestKind.GET_BLOB;
import static io.github.difyarms.testing.RequestKind.GET_CONFIG;
import static io.github.difyarms.testing.RequestKind.GET_MANIFEST;
import static io.github.difyarms.testing.RequestKind.POST_UPLOAD;
import static io.github.difyarms.testing.RequestKind.PUT_MANIFEST;
import static io.github.difyarms.testing.RequestKind.PUT_TAG;
import static io.github.difyarms.testing.RequestKind.PUT_UPLOAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Upload locations and redirects. */
final class AddressLies {
  /** Ways to write addresses that are not public. */
  static final List<String> PRIVATE =
      List.of(
          "localhost",
          "LOCALHOST.",
          "127.0.0.1",
          "127.1.2.3:5000",
          "169.254.169.254",
          "10.1.2.3",
          "172.16.0.1",
          "192.168.0.1",
          "100.64.0.1",
          "0.0.0.0",
          "224.0.0.1",
          "[::1]",
          "[::]",
          "[fe80::1]",
          "[fd00::1]",
          "[::ffff:10.0.0.1]",
          "[::127.0.0.1]",
          "[64:ff9b::a9fe:a9fe]",
          machine());

  static final List<Lie> ALL = new ArrayList<>();

  static {
    locations();
    redirects();
  }

  private AddressLies() {}

  /** This machine's own name, which resolves to an address of the private network. */
  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void locations() {
    for (String host : PRIVATE) {
      located("an upload at " + host, location -> "https://" + host + "/v2/x/blobs/uploads/1")
          .stop(REDIRECT_REFUSED, true);
    }
    ALL.add(
        Lie.of(
                "an upload on the private network, where somebody waits for it",
                stage ->
                    stage
                        .innerMisdeed(request -> Deed.say(201))
                        .misdeed(
                            location(
                                location -> "http://" + stage.innerAddress() + "/v2/uploads/1")))
            .stops(REDIRECT_REFUSED));
    located("an upload on another host without TLS", l -> "http://stranger.example/up")
        .stop(REDIRECT_REFUSED, true);
    located(
            "an upload at the same host's port 8080, without TLS",
            l -> l.replace("https://registry.example", "http://registry.example:8080"))
        .stop(REDIRECT_REFUSED, true);
    located("an upload at a port that there is not", l -> "https://registry.example:70000/up")
        .stop(REDIRECT_REFUSED, true);
    located("an upload at another port", l -> l.replace(".example/", ".example:444/"))
        .stop(PUSH_REFUSED, false);
    located("an upload on another host, which does not know it", l -> "https://stranger.example/up")
        .stop(PUSH_REFUSED, false);
    located(
            "an upload on a host with our name in its own",
            l -> "https://registry.example.stranger.example/up")
        .stop(PUSH_REFUSED, false);
    for (String bad :
        List.of(
            "",
            "https://",
            "https:///v2/up",
            "ftp://registry.example/up",
            "file:///etc/passwd",
            "https://alice@registry.example/up",
            "https://registry.example@stranger.example/up",
            "https://registry example/up",
            "/v2/\u00e9 \\",
            "::::")) {
      located("an upload at \"" + bad + "\"", l -> bad).stop(PROTOCOL_VIOLATION, true);
    }
    ALL.add(
        Lie.always(
                "an upload without an address",
                Deed.edit(reply -> reply.without("Location")),
                POST_UPLOAD)
            .stops(PROTOCOL_VIOLATION, "without an address"));
    ALL.add(
        Lie.of(
                "an upload on another host, which takes it and keeps it",
                stage ->
                    stage.misdeed(
                        Misdeed.anyOf(
                            Misdeed.when(AddressLies::stranger, Deed.say(201)),
                            location(l -> "https://stranger.example/up"))))
            .stops(PUSH_REFUSED));
    located("an upload of the same host, with http", l -> l.replace("https:", "http:")).recover();
    located("an upload without a host", l -> l.replace("https://registry.example", "")).recover();
    located("an upload with a fragment", l -> l + "#part").recover();
    located(
            "an upload in capital letters",
            l -> l.replace("https://registry.example", "HTTPS://REGISTRY.EXAMPLE"))
        .recover();
  }

  private static void redirects() {
    UnaryOperator<String> bucket = path -> "https://stranger.example/bucket" + path + "?sig=s3cret";
    ALL.add(
        redirected("a blob that lies with a stranger", bucket)
            .apply(stage -> stored(stage, bytes -> bytes))
            .recovers());
    ALL.add(
        redirected("a blob that lies with a stranger, who has another", bucket)
            .apply(
                stage ->
                    stored(
                        stage,
                        bytes -> {
                          bytes[bytes.length / 2] ^= 1;
                          return bytes;
                        }))
            .stops(DIGEST_MISMATCH));
    for (String host : PRIVATE) {
      ALL.add(
          redirected("a blob at " + host, path -> "https://" + host + path)
              .apply(stage -> Misdeed.none())
              .stops(REDIRECT_REFUSED)
              .and(AddressLies::nobodyElseAsked));
    }
    ALL.add(
        Lie.of(
                "a blob on the private network",
                stage ->
                    stage.misdeed(
                        request ->
                            request.kind() == GET_BLOB
                                ? Deed.say(
                                    Reply.of(307)
                                        .with(
                                            "Location",
                                            "http://" + stage.innerAddress() + request.path()))
                                : Deed.pass()))
            .stops(REDIRECT_REFUSED));
    ALL.add(
        redirected("a blob with a stranger who speaks no TLS", p -> "http://stranger.example" + p)
            .apply(stage -> Misdeed.none())
            .stops(REDIRECT_REFUSED)
            .and(AddressLies::nobodyElseAsked));
    ALL.add(
        redirected("a blob behind redirects without an end", p -> "https://stranger.example/" + p)
            .apply(
                stage ->
                    Misdeed.when(
                        AddressLies::stranger,
                        Deed.say(Reply.of(302).with("Location", "https://stranger.example/again"))))
            .stops(REDIRECT_REFUSED, "again and again"));
    ALL.add(
        redirected("a blob behind a stranger who sends us to the private network", bucket)
            .apply(
                stage ->
                    Misdeed.when(
                        AddressLies::stranger,
                        Deed.say(Reply.of(302).with("Location", "https://169.254.169.254/latest"))))
            .stops(REDIRECT_REFUSED, "into a private network"));
    ALL.add(
        redirected("a blob behind a stranger who sends us back", bucket)
            .apply(
                stage ->
                    request ->
                        stranger(request)
                            ? Deed.say(
                                Reply.of(302)
                                    .with(
                                        "Location",
                                        "https://registry.example"
                                            + request.path().replace("/bucket", "")))
                            : Deed.pass())
            .stops(UNAUTHORIZED));
    ALL.add(
        redirected("a stranger who wants a password", bucket)
            .apply(
                stage ->
                    Misdeed.when(
                        AddressLies::stranger,
                        Deed.say(
                            Reply.of(401)
                                .with(
                                    "WWW-Authenticate",
                                    "Bearer realm=\"https://registry.example/token\""))))
            .stops(UNAUTHORIZED));
    for (String bad :
        List.of("", "file:///etc/passwd", "https://", "https://a@registry.example/")) {
      ALL.add(
          redirected("a blob at \"" + bad + "\"", path -> bad)
              .apply(stage -> Misdeed.none())
              .stops(PROTOCOL_VIOLATION));
    }
    for (RequestKind kind : List.of(GET_MANIFEST, POST_UPLOAD, PUT_UPLOAD, PUT_MANIFEST, PUT_TAG)) {
      for (int status : new int[] {302, 307}) {
        ALL.add(
            Lie.always(
                    kind + " that is sent to a stranger by " + status,
                    Deed.say(
                        Reply.of(status).with("Location", "https://stranger.example/elsewhere")),
                    kind)
                .stops(REDIRECT_REFUSED)
                .and(AddressLies::nobodyElseAsked));
      }
    }
    ALL.add(
        Lie.of(
                "descriptors that say where else their content lies",
                stage ->
                    stage.base(
                        ForgedBase.api()
                            .manifest(
                                manifest ->
                                    manifest
                                        .path("layers")
                                        .forEach(
                                            layer ->
                                                ForgedBase.object(layer)
                                                    .putArray("urls")
                                                    .add("https://stranger.example/layer")))))
            .recovers()
            .and(AddressLies::nobodyElseAsked));
    ALL.add(
        Lie.of(
                "a foreign layer with the start script",
                stage ->
                    stage.base(
                        ForgedBase.api()
                            .manifest(
                                manifest ->
                                    manifest
                                        .path("layers")
                                        .forEach(
                                            layer ->
                                                ForgedBase.object(layer)
                                                    .put(
                                                        "mediaType",
                                                        "application/vnd.oci.image.layer."
                                                            + "nondistributable.v1.tar+gzip")
                                                    .putArray("urls")
                                                    .add("https://stranger.example/layer")))))
            .recovers()
            .and(AddressLies::nobodyElseAsked));
  }

  private static final class Located {
    private final Lie.Told told;

    Located(Lie.Told told) {
      this.told = told;
    }

    void stop(ErrorCode code, boolean nobodyAsked) {
      Lie lie = told.stops(code);
      ALL.add(nobodyAsked ? lie.and(AddressLies::nobodyElseAsked) : lie);
    }

    void recover() {
      ALL.add(told.recovers());
    }
  }

  private static Located located(String name, UnaryOperator<String> change) {
    return new Located(Lie.of(name, stage -> stage.misdeed(location(change))));
  }

  private static Misdeed location(UnaryOperator<String> change) {
    return Misdeed.on(
        Deed.edit(
            reply ->
                reply
                    .header("Location")
                    .map(location -> reply.with("Location", change.apply(location)))
                    .orElse(reply)),
        POST_UPLOAD);
  }

  @FunctionalInterface
  private interface Redirected {
    Lie.Told apply(java.util.function.Function<Stage, Misdeed> elsewhere);
  }

  private static Redirected redirected(String name, UnaryOperator<String> where) {
    return elsewhere ->
        Lie.of(
            name,
            stage ->
                stage.misdeed(
                    Misdeed.anyOf(
                        request ->
                            (request.kind() == GET_BLOB || request.kind() == GET_CONFIG)
                                    && request.host().equals(Stage.HOME)
                                    && request.authorization().isPresent()
                                ? Deed.say(
                                    Reply.of(307).with("Location", where.apply(request.path())))
                                : Deed.pass(),
                        elsewhere.apply(stage))));
  }

  /** A bucket of the registry's blobs. */
  private static Misdeed stored(Stage stage, UnaryOperator<byte[]> change) {
    return request ->
        stranger(request)
            ? Deed.say(
                Reply.of(
                    200,
                    change.apply(
                        stage
                            .registry()
                            .blob(
                                "langgenius/dify-api",
                                Digest.parse(request.path().split("/blobs/", -1)[1]))
                            .orElseThrow())))
            : Deed.pass();
  }

  private static boolean stranger(FrontRequest request) {
    return request.host().equals(Stage.STRANGER);
  }

  private static void nobodyElseAsked(Stage stage) {
    assertThat(stage.front().strangers()).isEmpty();
  }
}
