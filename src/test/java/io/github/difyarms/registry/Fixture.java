package io.github.difyarms.registry;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Script;
import io.github.difyarms.net.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A registry that follows a script, and a client for it. */
final class Fixture implements AutoCloseable {
  static final Credential ALICE = new Credential("alice", "s3cret", "settings.xml server test");

  final LoopbackServer server;
  final Notes notes = new Notes();
  final List<RegistryClient> others = new ArrayList<>();
  RegistryClient client;

  Fixture(Script script) {
    server = LoopbackServer.http(script);
    client = client(RegistryOptions.defaults());
  }

  RegistryClient client(RegistryOptions options) {
    HttpTransport transport =
        new HttpTransport(HttpOptions.defaults().withRetries(3), notes, notes);
    RegistryClient created = new RegistryClient(transport, options, notes);
    others.add(created);
    return created;
  }

  ImageReference name(String repository) {
    return ImageReference.parse(server.authority() + "/" + repository);
  }

  Repository pull(String repository) {
    return client.repository(name(repository), found -> Optional.of(ALICE), Access.PULL);
  }

  Repository push(String repository, String... mounts) {
    return client.repository(
        name(repository),
        found -> Optional.of(ALICE),
        Access.PUSH,
        Set.of(mounts).stream().map(this::name).toList());
  }

  static Descriptor blob(byte[] bytes) {
    return Descriptor.of("application/octet-stream", Digest.of(bytes), bytes.length);
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return bytes;
  }

  static Reply error(int status, String code, String message) {
    return Reply.of(
        status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
  }

  @Override
  public void close() {
    for (RegistryClient other : others) {
      other.close();
    }
    server.close();
  }
}
