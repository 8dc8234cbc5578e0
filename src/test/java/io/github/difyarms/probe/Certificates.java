package io.github.difyarms.probe;

import io.github.difyarms.testing.CommandLine;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority, and a certificate for some hosts that it has signed. */
public final class Certificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final KeyStore keys;
  private final byte[] authority;

  /**
   * Makes both.
   *
   * @param start when the certificate begins, as keytool takes it: {@code -10d}
   * @param days how long it is valid
   * @param hosts further hosts than localhost
   */
  public Certificates(Path folder, String start, int days, String... hosts) throws Exception {
    this.folder = folder;
    Path file = folder.resolve("keys.p12");
    List<String> all = new ArrayList<>(List.of("localhost"));
    all.addAll(List.of(hosts));
    keytool(file, "authority", "-dname", "CN=authority", "-ext", "bc:c");
    keytool(
        file,
        "server",
        "-signer",
        "authority",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:" + String.join(",dns:", all),
        "-startdate",
        start,
        "-validity",
        Integer.toString(days));
    this.keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    this.authority = keys.getCertificate("authority").getEncoded();
    keys.deleteEntry("authority");
  }

  private static void keytool(Path store, String alias, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    CommandLine.of(command).run().orFail();
  }

  /** Returns what a server with the certificate needs. */
  public SSLContext server() throws Exception {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  /** Returns a folder like docker's certs.d in which the authority is trusted for a host. */
  public Path trusted(String host) throws Exception {
    Path directory = folder.resolve("certs.d");
    Files.createDirectories(directory.resolve(host));
    Files.writeString(
        directory.resolve(host).resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(authority)
            + "\n-----END CERTIFICATE-----\n");
    return directory;
  }
}
