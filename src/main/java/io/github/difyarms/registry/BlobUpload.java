package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.NetFailures;
import io.github.difyarms.net.Retries;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes one blob (distribution specification, "Pushing blobs"): POST, then one PUT with all bytes.
 * In chunks (PATCH) when the registry names a least chunk length or refuses the single PUT. What
 * fails goes on where the registry says it stands, or starts again with a new POST; repeating the
 * one request would meet {@code BLOB_UPLOAD_UNKNOWN}.
 */
final class BlobUpload {
  private static final Set<Integer> SINGLE_REFUSED = Set.of(404, 405, 411, 413, 415, 501);
  private static final Pattern RECEIVED = Pattern.compile("(?:bytes[ =])?0-([0-9]{1,18})");

  private final Repository target;
  private final Descriptor blob;
  private final BlobContent content;
  private final Retries retries;
  private boolean chunks;
  private boolean unauthorized;

  /** Whether only the digest can tell that all has arrived. */
  private boolean doubtful;

  private Optional<Place> reached = Optional.empty();
  private long furthest;

  BlobUpload(Repository target, Descriptor blob, BlobContent content, Retries retries) {
    this.target = target;
    this.blob = blob;
    this.content = content;
    this.retries = retries;
  }

  /** Where an upload stands. */
  private record Place(URI location, long offset, long leastChunk) {}

  /** A request that was not answered with success, and the place it was made at. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient HttpAnswer answer;

    Refused(HttpAnswer answer) {
      super("HTTP " + answer.status());
      this.answer = answer;
    }
  }

  /**
   * Sends the blob.
   *
   * @param begun the 202 of a refused mount, whose session is used
   */
  void run(Optional<HttpAnswer> begun) {
    reached = begun.map(answer -> place(answer, 0));
    run();
  }

  /**
   * Ends an upload whose bytes were sent without a length. When not all of them have arrived, it
   * starts again.
   */
  void end(HttpAnswer arrived) {
    Matcher range = RECEIVED.matcher(arrived.headers().first("Range").orElse(""));
    boolean fewer = range.matches() && Long.parseLong(range.group(1)) + 1 < blob.size();
    reached = fewer ? Optional.empty() : Optional.of(place(arrived, blob.size()));
    doubtful = true;
    run();
  }

  /** Goes on with an upload that broke off. */
  void resume(HttpAnswer begun, IOException failure) {
    Place start = place(begun, 0);
    if (!retries.again(failure)) {
      throw stop(failure);
    }
    reached = Optional.of(start);
    reached = standing();
    run();
  }

  /** Goes on with an upload that was refused half-way; such a refusal is none of a single PUT. */
  void resume(HttpAnswer begun, HttpAnswer refusal) {
    boolean open = SINGLE_REFUSED.contains(refusal.status());
    reached = open ? Optional.empty() : after(refusal, place(begun, 0));
    run();
  }

  private void run() {
    while (true) {
      Place place = reached.orElseGet(this::begin);
      reached = Optional.of(place);
      try {
        send(place);
        return;
      } catch (Refused refused) {
        reached = after(refused.answer, place);
      } catch (IOException e) {
        if (!retries.again(e)) {
          throw stop(e);
        }
        reached = standing();
        // A proxy that refuses long bodies may just close the connection.
        chunks |= blob.size() > target.chunkSize();
      }
    }
  }

  private DifyArmsException stop(IOException failure) {
    return NetFailures.stop("upload of " + target.where(blob), failure);
  }

  private Place begin() {
    HttpAnswer answer = target.post("blobs/uploads/");
    if (answer.status() != 202) {
      throw target.writeFailure(answer, target.where(blob));
    }
    return place(answer, 0);
  }

  private Place place(HttpAnswer answer, long offset) {
    URI uri = RegistryErrors.location(answer, target.where(blob), target.guard());
    return new Place(uri, offset, answer.headers().number("OCI-Chunk-Min-Length").orElse(0L));
  }

  private void send(Place place) throws IOException, Refused {
    boolean asked = place.leastChunk() > 0 && blob.size() > place.leastChunk();
    try (InputStream in = new ContentStream(content, blob)) {
      in.skipNBytes(place.offset());
      URI end = chunks || asked || place.offset() > 0 ? sendChunks(place, in) : place.location();
      boolean whole = end.equals(place.location()) && place.offset() == 0;
      long left = whole ? blob.size() : 0;
      HttpBody rest =
          left == 0
              ? HttpBody.of("application/octet-stream", new byte[0])
              : HttpBody.next("application/octet-stream", left, in);
      HttpAnswer answer = put(end, rest);
      target.checkDigest(answer, blob.digest());
    }
  }

  private HttpAnswer put(URI location, HttpBody body) throws IOException, Refused {
    String separator = location.getRawQuery() == null ? "?" : "&";
    String digest = TokenServer.encode(blob.digest().toString());
    URI uri = URI.create(location + separator + "digest=" + digest);
    return accepted(target.once(HttpCall.of("PUT", uri).with(body)));
  }

  private URI sendChunks(Place start, InputStream in) throws IOException, Refused {
    Place place = start;
    long size = Math.max(target.chunkSize(), start.leastChunk());
    while (place.offset() < blob.size()) {
      long length = Math.min(size, blob.size() - place.offset());
      long last = place.offset() + length - 1;
      HttpCall patch =
          HttpCall.of("PATCH", place.location())
              .with("Content-Range", place.offset() + "-" + last)
              .with(HttpBody.next("application/octet-stream", length, in));
      place = place(accepted(target.once(patch)), last + 1);
      reached = Optional.of(place);
      if (place.offset() > furthest) { // only news counts, or starting again would never end
        furthest = place.offset();
        retries.progressed();
      }
    }
    return place.location();
  }

  private static HttpAnswer accepted(HttpAnswer answer) throws Refused {
    if (!answer.successful()) {
      throw new Refused(answer);
    }
    return answer;
  }

  /** Decides how to go on: at a place, from the start (empty), or not at all. */
  private Optional<Place> after(HttpAnswer answer, Place place) {
    String words = RegistryErrors.words(answer);
    boolean lost = words.contains("BLOB_UPLOAD_UNKNOWN") || words.contains("BLOB_UPLOAD_INVALID");
    if (!lost && !chunks && place.offset() == 0 && SINGLE_REFUSED.contains(answer.status())) {
      chunks = true;
      return Optional.empty();
    }
    if (doubtful && answer.status() == 400) {
      doubtful = false;
      return Optional.empty();
    }
    if (answer.status() == 401 && !unauthorized) {
      unauthorized = true; // the session has renewed its token
      return Optional.empty();
    }
    if (retries.again(answer.status(), answer.headers())) {
      return standing();
    }
    if ((lost || answer.status() == 416) && retries.again(words)) {
      return Optional.empty();
    }
    throw target.writeFailure(answer, target.where(blob));
  }

  /** Asks how much of the upload has arrived; anything unclear means: from the start. */
  private Optional<Place> standing() {
    if (reached.isEmpty() || blob.size() <= target.chunkSize()) {
      return Optional.empty();
    }
    try {
      HttpAnswer answer = target.once(HttpCall.get(reached.get().location()));
      Matcher range = RECEIVED.matcher(answer.headers().first("Range").orElse(""));
      if (answer.status() != 204 || !range.matches()) {
        return Optional.empty();
      }
      long received = Long.parseLong(range.group(1)) + 1;
      boolean usable = received > 1 && received <= blob.size();
      boolean moved = answer.headers().first("Location").isPresent();
      doubtful |= usable && moved; // bytes of the broken request may still be on their way
      return usable && moved ? Optional.of(place(answer, received)) : Optional.empty();
    } catch (IOException | DifyArmsException e) {
      return Optional.empty();
    }
  }

  /** The bytes to send; their failures are not the network's. */
  private static final class ContentStream extends InputStream {
    private final Descriptor blob;
    private final InputStream in;
    private long position;

    ContentStream(BlobContent content, Descriptor blob) {
      this.blob = blob;
      try {
        this.in = content.open();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      try {
        int count = in.read(buffer, offset, length);
        if (count < 0 && position < blob.size()) {
          throw new DifyArmsException(
              ErrorCode.DEFECT,
              "content is shorter than its descriptor says",
              blob.digest().toString(),
              position + " of " + blob.size() + " bytes");
        }
        position += Math.max(count, 0);
        return count;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    @Override
    public long skip(long count) {
      try {
        long skipped = in.skip(count);
        position += skipped;
        return skipped;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private DifyArmsException unreadable(IOException cause) {
      return new DifyArmsException(
          ErrorCode.INPUT_UNREADABLE,
          "content to be pushed cannot be read",
          blob.digest().toString(),
          String.valueOf(cause.getMessage()),
          cause);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
