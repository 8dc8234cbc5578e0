package io.github.difyarms.arms;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What values must look like before they reach a start script. */
final class Checks {
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9.-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?");

  private Checks() {}

  static String version(String parameter, String value) {
    if (!VERSION.matcher(value).matches()) {
      throw invalid(
          parameter, "\"" + value + "\" is not a version", "letters, digits and . _ + - only");
    }
    return value;
  }

  static String sha256(String parameter, String value) {
    if (!SHA256.matcher(value).matches()) {
      throw invalid(parameter, "\"" + value + "\" is not a SHA-256", "64 hexadecimal digits");
    }
    return value.toLowerCase(Locale.ROOT);
  }

  static void host(String parameter, String value) {
    if (!HOST.matcher(value).matches()) {
      throw invalid(parameter, "\"" + value + "\" is not a host", "HOST or HOST:PORT");
    }
  }

  /** The value goes into an image that others can pull: nothing secret may be in it. */
  static URI url(String parameter, String value) {
    URI address;
    try {
      address = new URI(value.strip());
    } catch (URISyntaxException e) {
      // Neither the value nor e's message is shown: a malformed address may hold a password too.
      throw invalid(parameter, "this is not an address", e.getReason());
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid(parameter, "this is not an http or https address", "its scheme is " + scheme);
    }
    if (address.getUserInfo() != null || String.valueOf(address.getAuthority()).contains("@")) {
      throw invalid(
          parameter,
          "the address holds a user name or password, which would end up in the image",
          "give it as PIP_INDEX_URL instead: to the container, from a Secret, or with api.agent=baked to"
              + " the machine that builds; the agent's address takes no password");
    }
    if (address.getHost() == null) {
      throw invalid(parameter, "the address has no host", "it is written scheme://HOST/PATH");
    }
    return address;
  }

  static DifyArmsException invalid(String parameter, String what, String why) {
    return new DifyArmsException(
        ErrorCode.PARAMETER_INVALID,
        what,
        "parameter " + parameter + " (-Ddify-arms." + parameter + ")",
        why);
  }
}
