package io.github.difyarms.lying;

import io.github.difyarms.probe.Certificates;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/**
 * What all lies share.
 *
 * @param tls with which every host speaks TLS
 * @param trusted a folder like docker's {@code certs.d} that trusts them
 */
record Backdrop(SSLContext tls, Path trusted) {
  private static final String[] HOSTS = {
    Stage.HOME, Stage.UPSTREAM, Stage.STRANGER, Stage.HOME + "." + Stage.STRANGER
  };

  static Backdrop in(Path folder) throws Exception {
    Certificates certificates = new Certificates(folder, "-1d", 5, HOSTS);
    for (String host : HOSTS) {
      certificates.trusted(host);
    }
    Path trusted = certificates.trusted(Stage.HOME + ":444"); // one folder for all of them
    return new Backdrop(certificates.server(), trusted);
  }
}
