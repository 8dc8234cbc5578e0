package io.github.difyarms.deploy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.regex.Pattern;

/** What names must look like before they reach a manifest, a script or a page. */
final class Names {
  /** Kubernetes, "Labels and Selectors": a label's value has at most 63 characters. */
  static final int LABEL_LENGTH = 63;

  /** RFC 1123, section 2.1, as Kubernetes takes it: a label of a host name, in lower case. */
  private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final Pattern SECRET_KEY = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{2,40}");

  private Names() {}

  static void namespace(String parameter, String value) {
    check(
        HOST_LABEL.matcher(value).matches(),
        parameter,
        value,
        "a namespace has 1 to 63 lower-case letters, digits and - between them (RFC 1123)");
  }

  static void object(String parameter, String value) {
    check(
        value.length() <= 253 && SUBDOMAIN.matcher(value).matches(),
        parameter,
        value,
        "an object's name has 1 to 253 lower-case letters, digits, and - . between them (RFC 1123)");
  }

  static void secretKey(String parameter, String value) {
    check(
        SECRET_KEY.matcher(value).matches() && !value.equals(".") && !value.startsWith(".."),
        parameter,
        value,
        "a key in a Secret has 1 to 253 letters, digits and - _ .");
  }

  static void label(String parameter, String value, int length) {
    check(
        value.length() <= length && LABEL_VALUE.matcher(value).matches(),
        parameter,
        value,
        "it becomes a pod label too, which has 1 to "
            + length
            + " letters and digits, and - _ . between them");
  }

  static void region(String parameter, String value) {
    check(
        REGION.matcher(value).matches(),
        parameter,
        value,
        "a region has 2 to 40 lower-case letters, digits and -");
  }

  private static void check(boolean valid, String parameter, String value, String why) {
    if (!valid) {
      throw invalid(parameter, value, why);
    }
  }

  static DifyArmsException invalid(String parameter, String value, String why) {
    return new DifyArmsException(
        ErrorCode.DEPLOY_NAME_INVALID,
        "\"" + YamlText.onOneLine(value) + "\" cannot be a name in the deployment files",
        "parameter " + parameter + " (-Ddify-arms." + parameter + ")",
        why);
  }
}
