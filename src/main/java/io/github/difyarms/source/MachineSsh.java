package io.github.difyarms.source;

import io.github.difyarms.net.InheritedEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own ssh with its keys and its agent. JGit would run it too, but with every secret
 * that stands in this process's environment.
 */
final class MachineSsh extends SshSessionFactory {
  private final String program;
  private final Map<String, String> environment;

  /**
   * Creates the way to ssh.
   *
   * @param environment this process's environment; {@code GIT_SSH} in it names another program
   */
  MachineSsh(Map<String, String> environment) {
    this.program = environment.getOrDefault("GIT_SSH", "ssh");
    this.environment = InheritedEnvironment.of(environment);
  }

  @Override
  public RemoteSession getSession(
      URIish uri, @Nullable CredentialsProvider credentials, @Nullable FS fs, int timeout) {
    return new Session(uri);
  }

  @Override
  public String getType() {
    return "machine";
  }

  /** Returns the command line, as git itself has it. */
  List<String> command(URIish uri, String remote) {
    List<String> command = new ArrayList<>(List.of(program));
    if (uri.getPort() > 0) {
      command.addAll(List.of("-p", Integer.toString(uri.getPort())));
    }
    command.add(uri.getUser() == null ? uri.getHost() : uri.getUser() + "@" + uri.getHost());
    command.add(remote);
    return command;
  }

  private final class Session implements RemoteSession2 {
    private final URIish uri;

    Session(URIish uri) {
      this.uri = uri;
    }

    @Override
    public Process exec(String remote, int timeout) throws IOException {
      return exec(remote, Map.of(), timeout);
    }

    @Override
    public Process exec(String remote, Map<String, String> variables, int timeout)
        throws IOException {
      ProcessBuilder ssh = new ProcessBuilder(command(uri, remote));
      ssh.environment().clear();
      ssh.environment().putAll(environment);
      ssh.environment().putAll(variables);
      return ssh.start();
    }

    @Override
    public void disconnect() {}
  }
}
