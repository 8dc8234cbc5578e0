package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineSshTest {
  @TempDir Path folder;

  @Test
  void sshGetsUserHostPortAndCommand() throws URISyntaxException {
    MachineSsh ssh = new MachineSsh(Map.of());

    assertThat(ssh.command(new URIish("ssh://git@host.example:2222/x.git"), "git-upload-pack 'x'"))
        .containsExactly("ssh", "-p", "2222", "git@host.example", "git-upload-pack 'x'");
    assertThat(ssh.command(new URIish("host.example:x.git"), "c"))
        .containsExactly("ssh", "host.example", "c");
  }

  @Test
  void sshHasTheMachinesEnvironmentWithoutTheBuildsSecrets()
      throws IOException, URISyntaxException {
    Path program = Files.writeString(folder.resolve("ssh"), "#!/bin/sh\n/usr/bin/env\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    MachineSsh ssh =
        new MachineSsh(
            Map.of(
                "GIT_SSH",
                program.toString(),
                "SSH_AUTH_SOCK",
                "/agent",
                "ARMS_LICENSE_KEY",
                "key"));
    RemoteSession2 session =
        (RemoteSession2) ssh.getSession(new URIish("ssh://host/x"), null, null, 0);

    Process process = session.exec("c", Map.of("GIT_PROTOCOL", "version=2"), 0);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said)
        .contains("SSH_AUTH_SOCK=/agent", "GIT_PROTOCOL=version=2")
        .doesNotContain("ARMS_LICENSE_KEY");
  }
}
