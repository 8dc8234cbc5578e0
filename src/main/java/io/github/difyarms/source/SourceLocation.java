package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a source is: a git repository, a directory or an archive. */
public sealed interface SourceLocation {
  /** Returns it as it may be shown and recorded: without user and password. */
  String shown();

  /**
   * A git repository.
   *
   * @param url an address, {@code user@host:path}, or the absolute path of a repository directory
   */
  record Git(String url) implements SourceLocation {
    @Override
    public String shown() {
      return Addresses.shown(url);
    }

    /** Returns whether it is on this machine. */
    public boolean local() {
      return url.startsWith("/") || url.startsWith("file:");
    }

    /** Returns {@link #shown()}: the address may carry a password. */
    @Override
    public String toString() {
      return shown();
    }
  }

  /**
   * A directory that holds the source tree.
   *
   * @param path absolute
   */
  record Directory(Path path) implements SourceLocation {
    @Override
    public String shown() {
      return path.toString();
    }
  }

  /**
   * A tar, tar.gz or zip of the source tree.
   *
   * @param path absolute
   */
  record Archive(Path path) implements SourceLocation {
    @Override
    public String shown() {
      return path.toString();
    }
  }

  /**
   * Reads a location as people write it.
   *
   * @param text a git address, a directory or an archive
   * @param against what a relative path starts from
   * @param parameter the parameter it was given by, for messages
   * @throws DifyArmsException {@code SOURCE_UNREADABLE}
   */
  static SourceLocation parse(String text, Path against, String parameter) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw Stops.unreadable("the source is empty", parameter, "nothing is given");
    }
    Optional<Path> path = Addresses.existing(stripped, against);
    if (path.isPresent()) {
      return Addresses.local(path.get(), parameter);
    }
    return new Git(Addresses.remote(stripped, parameter));
  }

  /** How addresses are written. */
  final class Addresses {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*");

    /** {@code user@host:path}, as scp writes it. */
    private static final Pattern SCP = Pattern.compile("(?:([^@/:\\s]+)@)?([^@/:\\s]+):(?!/)\\S+");

    private static final Pattern LOGIN = Pattern.compile("//.*@");

    private Addresses() {}

    static Optional<Path> existing(String text, Path against) {
      try {
        Path path = against.resolve(text).toAbsolutePath().normalize();
        return Optional.of(path).filter(Files::exists);
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    static SourceLocation local(Path path, String parameter) {
      if (Files.isDirectory(path)) {
        boolean repository =
            Files.isRegularFile(path.resolve("HEAD")) && Files.isDirectory(path.resolve("objects"));
        return repository ? new Git(path.toString()) : new Directory(path);
      }
      String name = path.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".tar.gz")
          || name.endsWith(".tgz")
          || name.endsWith(".tar")
          || name.endsWith(".zip")) {
        return new Archive(path);
      }
      throw Stops.unreadable(
          "the source is neither a git repository nor a directory nor an archive",
          parameter,
          path + " does not end in .tar.gz, .tgz, .tar or .zip");
    }

    static String remote(String text, String parameter) {
      Matcher scheme = SCHEME.matcher(text);
      if (scheme.matches()) {
        return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
          case "https", "http", "ssh" -> withHost(text, parameter);
          case "file" -> text;
          default ->
              throw Stops.unreadable(
                  "sources are not read from such an address",
                  parameter,
                  hidden(text) + ": only https, http, ssh and file are spoken");
        };
      }
      Matcher scp = SCP.matcher(text);
      if (scp.matches() && (text.endsWith(".git") || scp.group(1) != null)) {
        return noOption(text, parameter, scp.group(2), scp.group(1));
      }
      throw Stops.unreadable(
          "there is no such source",
          parameter,
          hidden(text) + " is no file or directory here and no address of a git repository");
    }

    private static String withHost(String text, String parameter) {
      try {
        URI uri = new URI(text);
        // A password with an unescaped / or # would end up in the path, and be shown.
        boolean odd =
            String.valueOf(uri.getRawPath()).contains("@") || uri.getRawFragment() != null;
        if (uri.getHost() != null && !odd) {
          return noOption(text, parameter, uri.getHost(), uri.getRawUserInfo());
        }
      } catch (URISyntaxException e) {
        // Its message shows the whole text, password included.
      }
      throw Stops.unreadable(
          "the address of the source is malformed",
          parameter,
          hidden(text)
              + ": expected https://[USER:PASSWORD@]HOST[:PORT]/PATH, in user and password every"
              + " character other than letters and digits as %XX");
    }

    /** A host that starts with a dash would be an option of ssh. */
    private static String noOption(
        String text,
        String parameter,
        String host,
        @org.jspecify.annotations.Nullable String user) {
      if (host.startsWith("-") || (user != null && user.startsWith("-"))) {
        throw Stops.unreadable(
            "the address of the source is malformed", parameter, "host or user starts with -");
      }
      return text;
    }

    static String hidden(String text) {
      return LOGIN.matcher(text).replaceFirst("//");
    }

    static String shown(String url) {
      if (!SCHEME.matcher(url).matches()) {
        return url;
      }
      try {
        return SafeUrl.of(new URI(url));
      } catch (URISyntaxException e) {
        return hidden(url);
      }
    }
  }
}
