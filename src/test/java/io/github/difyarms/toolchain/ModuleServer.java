package io.github.difyarms.toolchain;

import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A module proxy with toolchains that are shell scripts, and a checksum database with its key. */
final class ModuleServer implements AutoCloseable {
  private static final String NAME = "sum.test";

  final Map<String, Reply> replies = new ConcurrentHashMap<>();
  final LoopbackServer server;
  private final KeyPair keys;

  ModuleServer() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    server = LoopbackServer.http(r -> replies.getOrDefault(r.path(), Reply.of(404, "not found")));
  }

  static String version(String go, Host host) {
    return "v0.0.1-go" + go + "." + host.os() + "-" + host.architecture();
  }

  /** Offers a toolchain; returns its zip. */
  byte[] offer(String go, Host host) throws IOException {
    String prefix = "golang.org/toolchain@" + version(go, host) + "/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        prefix + "bin/go",
        "#!/bin/sh\necho go version go"
            + go
            + " test; echo \"$GOTOOLCHAIN $GOROOT\" >&2\n"
            + "echo go version go"
            + go
            + " test\n");
    files.put(prefix + "pkg/tool/linux/compile", "#!/bin/sh\n");
    files.put(prefix + "src/_go.mod", "module std\n");
    files.put(prefix + "src/cmd/_go.mod", "module cmd\n");
    files.put(prefix + "VERSION", "go" + go + "\n");
    byte[] zip = zip(files);
    replies.put(path(version(go, host) + ".zip"), Reply.of(200, zip));
    return zip;
  }

  static String path(String file) {
    return "/golang.org/toolchain/@v/" + file;
  }

  static byte[] zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  static String hash(byte[] zip) throws IOException {
    Path file = Files.createTempFile("module", ".zip");
    try {
      Files.write(file, zip);
      return ModuleHash.of(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Makes the database know a hash, asked through the proxy. */
  void vouch(String go, Host host, String hash) throws GeneralSecurityException {
    replies.put("/sumdb/" + NAME + "/supported", Reply.of(200));
    replies.put("/sumdb/" + NAME + lookup(go, host), Reply.of(200, record(go, host, hash)));
  }

  /** Makes the database know a hash, asked directly. */
  void vouchDirectly(String go, Host host, String hash) throws GeneralSecurityException {
    replies.put("/direct" + lookup(go, host), Reply.of(200, record(go, host, hash)));
  }

  private static String lookup(String go, Host host) {
    return "/lookup/golang.org/toolchain@" + version(go, host);
  }

  String record(String go, Host host, String hash) throws GeneralSecurityException {
    String module = "golang.org/toolchain " + version(go, host);
    String tree = "go.sum database tree\n1\nAAAA\n";
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(keys.getPrivate());
    signer.update(tree.getBytes(StandardCharsets.UTF_8));
    byte[] signature = concat(keyHash(), signer.sign());
    return "1\n"
        + module
        + " "
        + hash
        + "\n"
        + module
        + "/go.mod h1:none\n\n"
        + tree
        + "\n\u2014 "
        + NAME
        + " "
        + Base64.getEncoder().encodeToString(signature)
        + "\n";
  }

  /** Returns the value of GOSUMDB that names this database. */
  String sumdb() {
    return NAME
        + "+"
        + HexFormat.of().formatHex(keyHash())
        + "+"
        + Base64.getEncoder().encodeToString(key())
        + " "
        + server.url("/direct");
  }

  private byte[] key() {
    byte[] encoded = keys.getPublic().getEncoded();
    return concat(new byte[] {1}, Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
  }

  private byte[] keyHash() {
    byte[] text = concat((NAME + "\n").getBytes(StandardCharsets.UTF_8), key());
    return Arrays.copyOf(ToolFiles.sha256().digest(text), 4);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  List<String> asked() {
    return server.asked();
  }

  @Override
  public void close() {
    server.close();
  }
}
