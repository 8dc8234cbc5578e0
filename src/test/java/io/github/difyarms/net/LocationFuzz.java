package io.github.difyarms.net;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Addresses that a server hands out, and how addresses are shown. */
public final class LocationFuzz implements FuzzTarget {
  private static final List<URI> ORIGINS =
      List.of(
          URI.create("https://198.51.100.1/v2/a/blobs/uploads/"),
          URI.create("https://198.51.100.1:8443/v2"),
          URI.create("http://198.51.100.9:5000/v2/a?b=c"));

  private final HttpTransport transport =
      new HttpTransport(
          HttpOptions.defaults().withInsecureHosts(Set.of("198.51.100.9:5000")),
          NetListener.silent());
  private final AddressGuard guard = new AddressGuard(transport, NetListener.silent());

  @Override
  public void accept(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    for (URI origin : ORIGINS) {
      Reading.of(() -> guard.resolve(origin, text)).ifPresent(uri -> resolved(origin, uri));
    }
    for (String secret : SafeUrl.secrets(text)) {
      require(!secret.isEmpty(), "an empty secret would hide everything");
    }
  }

  private void resolved(URI origin, URI target) {
    String scheme = target.getScheme();
    require(scheme.equals("http") || scheme.equals("https"), "scheme " + scheme);
    require(target.getHost() != null && target.getRawUserInfo() == null, "host or user");
    String host = target.getHost().toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    boolean same = host.equals(origin.getHost());
    if (origin.getScheme().equals("https")) {
      require(
          scheme.equals("https") || transport.mayBePlain(target.getRawAuthority()),
          "from TLS to plain " + target);
      require(same || scheme.equals("https") || !Hosts.inner(host), "weaker " + target);
    }
    require(same || !Hosts.inner(Hosts.host(target.getHost())), "inner network " + target);
    require(target.toString().chars().noneMatch(c -> c <= ' ' || c == 0x7f), "control " + target);
    String shown = SafeUrl.of(target);
    require(shown.startsWith(scheme + "://"), "shows " + shown);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
            "/v2/a/blobs/uploads/1?_state=x",
            "https://203.0.113.7/b?X-Amz=1&n=2",
            "HTTP://203.0.113.7/b",
            "//10.0.0.1/x",
            "http://198.51.100.1:80/a",
            "https://[::ffff:10.0.0.1]:443/",
            "https://user:secret@198.51.100.1/x,git+ssh://git:token@203.0.113.8|direct")
        .stream()
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  @Override
  public List<String> words() {
    return List.of(
        "https://",
        "http://",
        "HTTP://",
        "HtTpS://",
        "//",
        "198.51.100.1",
        "198.51.100.9:5000",
        "203.0.113.7",
        "10.0.0.1",
        "127.0.0.1",
        "0x7f000001",
        "2130706433",
        "127.1",
        "localhost",
        "[::1]",
        "[fe80::1%25lo]",
        "@",
        ":80",
        ":443",
        "?",
        "#",
        "..",
        "%2f",
        ".",
        "&",
        "=");
  }
}
