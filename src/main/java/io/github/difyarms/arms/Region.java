package io.github.difyarms.arms;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An ARMS region and where its downloads are.
 *
 * @param id for example {@code cn-hangzhou}
 * @param bucket the OSS bucket with the vendor's downloads, {@code arms-apm-cn-hangzhou}
 * @param ossHost the OSS host's first label without {@code -internal}, {@code oss-cn-hangzhou}
 * @param listed whether the plugin's table has it; the names of an unlisted one are derived
 * @see Regions#parse
 */
public record Region(String id, String bucket, String ossHost, boolean listed) {
  private static final String DOMAIN = ".aliyuncs.com";

  /** Which of a region's two OSS hosts. */
  public enum Endpoint {
    /** Reachable from machines in the same region only, without traffic costs. */
    INTERNAL("-internal"),
    /** Reachable from everywhere. */
    PUBLIC("");

    private final String suffix;

    Endpoint(String suffix) {
      this.suffix = suffix;
    }
  }

  /** Checks that all addresses will be hosts of the vendor, whatever the parts are. */
  public Region {
    URI address = URI.create("https://" + bucket + "." + ossHost + DOMAIN + "/");
    if (address.getHost() == null || !address.getHost().endsWith(DOMAIN)) {
      throw new DifyArmsException(
          ErrorCode.REGION_MALFORMED,
          "no download address can be derived from this region",
          "parameter region (-Ddify-arms.region)",
          address + " is not a host under " + DOMAIN);
    }
  }

  /**
   * Returns the address of a download.
   *
   * @param path path in the bucket without leading slash, for example {@code
   *     instgo/instgo-linux-amd64}
   */
  public URI address(Endpoint endpoint, String path) {
    return URI.create("https://" + bucket + "." + ossHost + endpoint.suffix + DOMAIN + "/" + path);
  }

  /**
   * Returns where the Python agent's tarball is, in the order to try: internal, then public. The
   * paths are those of {@code aliyun-bootstrap} 1.0.8 ({@code aliyun/bootstrap/utils.py}).
   *
   * @param version an agent version; empty for the newest
   */
  public List<URI> agentAddresses(Optional<String> version) {
    String path =
        "aliyun-python-agent/"
            + version.map(v -> v + "/").orElse("")
            + "aliyun-python-agent.tar.gz";
    return List.of(address(Endpoint.INTERNAL, path), address(Endpoint.PUBLIC, path));
  }

  /**
   * Returns where instgo is. It is the program for the machine that builds, not for the image.
   *
   * @param os {@code linux} or {@code darwin}
   * @param architecture {@code amd64} or {@code arm64}
   */
  public URI instgoAddress(Endpoint endpoint, String os, String architecture) {
    return address(endpoint, "instgo/instgo-" + os + "-" + architecture);
  }

  /** Returns whether it lies in mainland China, where package indexes abroad are slow. */
  public boolean mainlandChina() {
    return id.startsWith("cn-") && !id.equals("cn-hongkong");
  }

  /** Returns what a user should know of an unlisted region. */
  public Optional<String> note() {
    return listed
        ? Optional.empty()
        : Optional.of(
            "region "
                + id
                + " is not in this plugin's table; its download addresses are derived from the name ("
                + address(Endpoint.PUBLIC, "").getHost()
                + ")");
  }

  @Override
  public String toString() {
    return id;
  }
}
