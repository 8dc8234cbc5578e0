package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests so far. Each is noted before its answer leaves, so a client's count is complete. */
final class Traffic {
  private static final Pattern BLOB = Pattern.compile("/v2/.+/blobs/([a-z0-9]+:[a-f0-9]+)");

  private final List<RecordedRequest> recorded = new ArrayList<>();

  synchronized void add(RecordedRequest request) {
    recorded.add(request);
  }

  synchronized void clear() {
    recorded.clear();
  }

  synchronized List<RecordedRequest> all() {
    return List.copyOf(recorded);
  }

  long uploadedBytes(String repository) {
    String uploads = "/v2/" + repository + "/blobs/uploads/";
    return all().stream()
        .filter(r -> r.path().startsWith(uploads))
        .mapToLong(RecordedRequest::bytesIn)
        .sum();
  }

  List<Digest> downloadedBlobs() {
    List<Digest> digests = new ArrayList<>();
    for (RecordedRequest request : all()) {
      Matcher blob = BLOB.matcher(request.path());
      boolean delivered = request.status() == 200 || request.status() == 206;
      if (request.method().equals("GET") && delivered && blob.matches()) {
        digests.add(Digest.parse(blob.group(1)));
      }
    }
    return digests;
  }
}
