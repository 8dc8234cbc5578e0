package io.github.difyarms.net;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What came of a download that got an answer. */
public sealed interface DownloadResult {
  /**
   * The file is there; it was only asked about.
   *
   * @param size in bytes, when the server says so
   */
  record Offered(OptionalLong size) implements DownloadResult {}

  /** The copy with the ETag that was named is still the newest. */
  record NotModified() implements DownloadResult {}

  /**
   * The file is here, whole.
   *
   * @param file where it is
   * @param sha256 of its bytes, in lower-case hex
   * @param size in bytes
   * @param etag for the next conditional request
   * @param lastModified as the server wrote it
   * @param finalUri the address that served it, redirects followed
   */
  record Fetched(
      Path file,
      String sha256,
      long size,
      Optional<String> etag,
      Optional<String> lastModified,
      URI finalUri)
      implements DownloadResult {}

  /**
   * The server does not hand the file out.
   *
   * @param status HTTP status, never 2xx or 304
   * @param words the beginning of what it says, printable and on one line; may be empty
   * @param uri the address that answered
   */
  record Refused(int status, String words, URI uri) implements DownloadResult {
    /** How Alibaba Cloud OSS, and S3, explain a refusal. */
    private static final Pattern XML =
        Pattern.compile("<Code>([^<]*)</Code>\\s*(?:<Message>([^<]*)</Message>)?");

    /** Returns status and words for people: {@code HTTP 404: NoSuchKey (it does not exist)}. */
    public String explanation() {
      Matcher matcher = XML.matcher(words);
      if (!matcher.find()) {
        return "HTTP " + status + (words.isEmpty() ? "" : ": " + words);
      }
      String message = matcher.group(2);
      return "HTTP "
          + status
          + ": "
          + matcher.group(1)
          + (message == null ? "" : " (" + message + ")");
    }
  }
}
