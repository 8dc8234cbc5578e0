package io.github.difyarms.arms;

import java.util.Locale;

/** The way of the machine that builds to the vendor's downloads: the parameter {@code network}. */
public enum Network {
  /** Over the internet. */
  PUBLIC(Region.Endpoint.PUBLIC),
  /** From a machine in the region's own network, over the {@code -internal} hosts. */
  VPC(Region.Endpoint.INTERNAL);

  private final Region.Endpoint endpoint;

  Network(Region.Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Returns which of a region's hosts to use. */
  public Region.Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Reads the parameter, in any case.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID}
   */
  public static Network parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "public" -> PUBLIC;
      case "vpc" -> VPC;
      default ->
          throw Checks.invalid("network", "\"" + text + "\" is no network", "it is public or vpc");
    };
  }
}
