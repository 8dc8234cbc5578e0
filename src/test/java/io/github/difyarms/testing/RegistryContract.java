package io.github.difyarms.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.RawHttp.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a registry answers, request by request: the same suite runs against the embedded registry
 * and the real ones, so that a test against the embedded one says something about the world. Where
 * the real ones differ, {@link #on} names the answer of each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryContract {
  private static final Digest UNKNOWN = Digest.parse("sha256:" + "0".repeat(64));
  private static final byte[] LAYER = "layer".repeat(2000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONFIG =
      "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
  private static final AtomicInteger COUNTER = new AtomicInteger();

  private final String repository = "contract/r" + COUNTER.incrementAndGet();
  private RawHttp http = new RawHttp("");

  enum Kind {
    EMBEDDED,
    DOCKER_REGISTRY,
    DISTRIBUTION
  }

  abstract Kind kind();

  /** Starts the registry and returns its address; aborts the tests when it is not installed. */
  abstract String start();

  abstract void stop();

  @BeforeAll
  void startRegistry() {
    http = new RawHttp(start());
  }

  @AfterAll
  void stopRegistry() {
    stop();
  }

  private String on(Kind special, String itsAnswer, String otherAnswer) {
    return kind() == special ? itsAnswer : otherAnswer;
  }

  private String fresh() {
    return repository + "/" + COUNTER.incrementAndGet();
  }

  private String startUpload(String repo) {
    return http.send("POST", "/v2/" + repo + "/blobs/uploads/").require(202).location();
  }

  private Digest push(String repo, byte[] blob) {
    Digest digest = Digest.of(blob);
    http.send("PUT", startUpload(repo) + "&digest=" + digest, blob).require(201);
    return digest;
  }

  private Answer blob(String method, String repo, Digest digest) {
    return http.send(method, "/v2/" + repo + "/blobs/" + digest);
  }

  private static Map<String, String> type(String mediaType) {
    return Map.of("Content-Type", mediaType);
  }

  private static Map<String, String> accept(String... mediaTypes) {
    return Map.of("Accept", String.join(", ", mediaTypes));
  }

  private static ObjectNode manifest(String mediaType) {
    ObjectNode json = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    json.set("config", descriptor(MediaTypes.OCI_CONFIG, CONFIG));
    json.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, LAYER));
    return json;
  }

  private static ObjectNode descriptor(String mediaType, byte[] bytes) {
    return Descriptor.of(mediaType, Digest.of(bytes), bytes.length).json();
  }

  private static RawManifest index(RawManifest child) {
    ObjectNode json = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ObjectNode entry = child.descriptor().json();
    entry.putObject("platform").put("os", "linux").put("architecture", "amd64");
    json.putArray("manifests").add(entry);
    return RawManifest.of(MediaTypes.OCI_INDEX, Json.write(json));
  }

  private RawManifest ociManifest() {
    return RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest(MediaTypes.OCI_MANIFEST)));
  }

  private String repositoryWithBlobs() {
    String repo = fresh();
    push(repo, CONFIG);
    push(repo, LAYER);
    return repo;
  }

  private Answer put(String repo, String identifier, byte[] document, String mediaType) {
    return http.send("PUT", manifestPath(repo, identifier), document, type(mediaType));
  }

  private static String manifestPath(String repo, String identifier) {
    return "/v2/" + repo + "/manifests/" + identifier;
  }

  @Test
  void answersThePing() {
    Answer ping = http.send("GET", "/v2/");

    assertThat(ping.verdict()).isEqualTo("200");
    assertThat(ping.text()).isEqualTo("{}");
    assertThat(ping.header("Docker-Distribution-API-Version")).isEqualTo("registry/2.0");
  }

  @Test
  void anUploadStartsWithAnAddressThatTakesMoreParameters() {
    Answer start = http.send("POST", "/v2/" + fresh() + "/blobs/uploads/");

    assertThat(start.verdict()).isEqualTo("202");
    assertThat(start.location()).contains("?_state=");
    assertThat(start.header("Range")).isEqualTo("0-0");
    assertThat(start.header("Docker-Upload-UUID")).isNotEmpty();
  }

  @Test
  void aPostWithTheWholeBlobIsAnsweredWithAnUploadAsIfItHadNoBody() {
    String path = "/v2/" + fresh() + "/blobs/uploads/?digest=" + Digest.of(LAYER);

    Answer answer = http.send("POST", path, LAYER);

    assertThat(answer.verdict()).isEqualTo("202");
    assertThat(answer.header("Range")).isEqualTo("0-0");
  }

  @Test
  void aPutWithTheWholeBlobStoresIt() {
    String repo = fresh();
    Digest digest = Digest.of(LAYER);

    Answer put = http.send("PUT", startUpload(repo) + "&digest=" + digest, LAYER);

    assertThat(put.verdict()).isEqualTo("201");
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(put.location()).endsWith("/v2/" + repo + "/blobs/" + digest);
    assertThat(blob("GET", repo, digest).body()).isEqualTo(LAYER);
  }

  @Test
  void aHeadTellsSizeAndDigestOfABlob() {
    String repo = fresh();
    Digest digest = push(repo, LAYER);

    Answer head = blob("HEAD", repo, digest);

    assertThat(head.verdict()).isEqualTo("200");
    assertThat(head.header("Content-Length")).isEqualTo("10000");
    assertThat(head.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(head.header("Docker-Content-Digest")).isEqualTo(digest.toString());
    assertThat(head.header("Accept-Ranges")).isEqualTo("bytes");
  }

  @Test
  void aRangeOfABlobIsDelivered() {
    String repo = fresh();
    Digest digest = push(repo, LAYER);
    String path = "/v2/" + repo + "/blobs/" + digest;

    Answer rest = http.send("GET", path, Map.of("Range", "bytes=9992-"));
    Answer middle = http.send("GET", path, Map.of("Range", "bytes=3-6"));
    Answer pastTheEnd = http.send("GET", path, Map.of("Range", "bytes=9999-20000"));

    assertThat(rest.verdict()).isEqualTo("206");
    assertThat(rest.header("Content-Range")).isEqualTo("bytes 9992-9999/10000");
    assertThat(rest.text()).isEqualTo("yerlayer");
    assertThat(middle.text()).isEqualTo("erla");
    assertThat(pastTheEnd.header("Content-Range")).isEqualTo("bytes 9999-9999/10000");
  }

  @Test
  void aBlobIsKnownOnlyInItsOwnRepository() {
    Digest digest = push(fresh(), LAYER);

    assertThat(blob("GET", fresh(), digest).verdict()).isEqualTo("404 BLOB_UNKNOWN");
    assertThat(blob("HEAD", fresh(), digest).verdict()).isEqualTo("404");
  }

  @Test
  void aMalformedDigestIsRefused() {
    Answer answer = http.send("GET", "/v2/" + fresh() + "/blobs/sha256:12");

    assertThat(answer.verdict()).isEqualTo("400 DIGEST_INVALID");
  }

  @Test
  void aBlobIsMountedFromAnotherRepository() {
    Digest digest = push(repository + "/source", LAYER);
    String target = fresh();
    String query = "?mount=" + digest + "&from=" + repository + "/source";

    Answer mount = http.send("POST", "/v2/" + target + "/blobs/uploads/" + query);

    assertThat(mount.verdict()).isEqualTo("201");
    assertThat(mount.location()).endsWith("/v2/" + target + "/blobs/" + digest);
    assertThat(blob("GET", target, digest).body()).isEqualTo(LAYER);
  }

  @Test
  void aMountOfWhatTheSourceLacksBecomesAnUpload() {
    Digest digest = push(fresh(), LAYER);
    String uploads = "/v2/" + fresh() + "/blobs/uploads/";

    Answer unknownBlob = http.send("POST", uploads + "?mount=" + UNKNOWN + "&from=" + repository);
    Answer otherSource = http.send("POST", uploads + "?mount=" + digest + "&from=no/such");
    Answer noSource = http.send("POST", uploads + "?mount=" + digest);

    assertThat(unknownBlob.verdict()).isEqualTo("202");
    assertThat(otherSource.verdict()).isEqualTo("202");
    assertThat(noSource.verdict()).isEqualTo("202");
    assertThat(noSource.location()).contains("?_state=");
  }

  @Test
  void chunksAreAddedUpAndClosedByAnEmptyPut() {
    String repo = fresh();
    byte[] whole = "0123456789".getBytes(StandardCharsets.UTF_8);
    byte[] half = "01234".getBytes(StandardCharsets.UTF_8);
    byte[] rest = "56789".getBytes(StandardCharsets.UTF_8);

    Answer first = http.send("PATCH", startUpload(repo), half, Map.of("Content-Range", "0-4"));
    Answer status = http.send("GET", first.location());
    Answer second = http.send("PATCH", status.location(), rest, Map.of("Content-Range", "5-9"));
    Answer put = http.send("PUT", second.location() + "&digest=" + Digest.of(whole));

    assertThat(first.verdict()).isEqualTo("202");
    assertThat(first.header("Range")).isEqualTo("0-4");
    assertThat(status.verdict()).isEqualTo("204");
    assertThat(status.header("Range")).isEqualTo("0-4");
    assertThat(second.header("Range")).isEqualTo("0-9");
    assertThat(put.verdict()).isEqualTo("201");
    assertThat(blob("GET", repo, Digest.of(whole)).body()).isEqualTo(whole);
  }

  @Test
  void aChunkAtTheWrongPlaceIsRefusedWhereItIsChecked() {
    byte[] chunk = "01".getBytes(StandardCharsets.UTF_8);

    Answer gap = http.send("PATCH", startUpload(fresh()), chunk, Map.of("Content-Range", "9-10"));
    Answer wrongSize =
        http.send("PATCH", startUpload(fresh()), chunk, Map.of("Content-Range", "0-4"));

    assertThat(gap.verdict()).isEqualTo(on(Kind.DOCKER_REGISTRY, "202", "416 RANGE_INVALID"));
    assertThat(wrongSize.verdict()).isEqualTo(on(Kind.DOCKER_REGISTRY, "202", "400 SIZE_INVALID"));
  }

  @Test
  void aChunkSentToAnOldAddressIsRefused() {
    String old = startUpload(fresh());
    http.send("PATCH", old, LAYER).require(202);

    Answer again = http.send("PATCH", old, LAYER);

    assertThat(again.verdict())
        .isEqualTo(on(Kind.DOCKER_REGISTRY, "404 BLOB_UPLOAD_INVALID", "416 RANGE_INVALID"));
  }

  @Test
  void anUploadCutOffGoesOnWhereItStopped() throws IOException {
    String repo = fresh();
    String start = startUpload(repo);
    sendHalf(start, LAYER);

    Answer status = awaitProgress(start);

    if (kind() == Kind.DOCKER_REGISTRY) {
      assertThat(status.verdict()).isEqualTo("404 BLOB_UPLOAD_INVALID");
      return;
    }
    assertThat(status.header("Range")).isEqualTo("0-4999");
    byte[] rest = java.util.Arrays.copyOfRange(LAYER, 5000, LAYER.length);
    Answer patch =
        http.send("PATCH", status.location(), rest, Map.of("Content-Range", "5000-9999"));
    Answer put = http.send("PUT", patch.location() + "&digest=" + Digest.of(LAYER));
    assertThat(put.verdict()).isEqualTo("201");
  }

  private static void sendHalf(String location, byte[] body) throws IOException {
    URI uri = URI.create(location);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      String head =
          "PATCH "
              + uri.getRawPath()
              + "?"
              + uri.getRawQuery()
              + " HTTP/1.1\r\nHost: "
              + uri.getAuthority()
              + "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body, 0, body.length / 2);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }

  /** The registry notices the end of a connection a moment after the client. */
  private Answer awaitProgress(String location) {
    Answer status = http.send("GET", location);
    for (int i = 0; i < 1000 && status.header("Range").equals("0-0"); i++) {
      status = http.send("GET", location);
    }
    return status;
  }

  @Test
  void anUploadWithAnotherDigestIsRefused() {
    String repo = fresh();

    Answer wrong = http.send("PUT", startUpload(repo) + "&digest=" + UNKNOWN, LAYER);
    Answer malformed = http.send("PUT", startUpload(repo) + "&digest=sha256:1", LAYER);
    Answer missing = http.send("PUT", startUpload(repo), LAYER);

    assertThat(wrong.verdict()).isEqualTo("400 DIGEST_INVALID");
    assertThat(malformed.verdict()).isEqualTo("400 DIGEST_INVALID");
    assertThat(missing.verdict()).isEqualTo("400 DIGEST_INVALID");
    assertThat(blob("HEAD", repo, UNKNOWN).verdict()).isEqualTo("404");
  }

  @Test
  void anUploadAddressWithoutItsQueryIsRefused() {
    String bare = startUpload(fresh()).replaceAll("\\?.*", "");

    Answer put = http.send("PUT", bare + "?digest=" + Digest.of(LAYER), LAYER);

    assertThat(put.verdict()).isEqualTo("404 BLOB_UPLOAD_INVALID");
  }

  @Test
  void aCancelledUploadIsGone() {
    String location = startUpload(fresh());

    Answer cancel = http.send("DELETE", location);

    assertThat(cancel.verdict()).isEqualTo("204");
    assertThat(http.send("GET", location).verdict()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    assertThat(http.send("PATCH", location, LAYER).verdict()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
  }

  @Test
  void aFinishedUploadIsGone() {
    String location = startUpload(fresh());
    http.send("PUT", location + "&digest=" + Digest.of(LAYER), LAYER).require(201);

    assertThat(http.send("GET", location).verdict()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
  }

  @Test
  void aManifestIsStoredUnderItsTagAndItsDigest() {
    String repo = repositoryWithBlobs();
    RawManifest manifest = ociManifest();

    Answer put = put(repo, "t", manifest.bytes(), MediaTypes.OCI_MANIFEST);

    assertThat(put.verdict()).isEqualTo("201");
    assertThat(put.header("Docker-Content-Digest")).isEqualTo(manifest.digest().toString());
    assertThat(put.location()).endsWith(manifestPath(repo, manifest.digest().toString()));
    for (String identifier : new String[] {"t", manifest.digest().toString()}) {
      Answer get =
          http.send("GET", manifestPath(repo, identifier), accept(MediaTypes.OCI_MANIFEST));
      assertThat(get.body()).isEqualTo(manifest.bytes());
      assertThat(get.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
      assertThat(get.header("Docker-Content-Digest")).isEqualTo(manifest.digest().toString());
    }
  }

  @Test
  void aHeadTellsDigestTypeAndSizeOfAManifest() {
    String repo = repositoryWithBlobs();
    RawManifest manifest = ociManifest();
    put(repo, "t", manifest.bytes(), MediaTypes.OCI_MANIFEST).require(201);

    Answer head = http.send("HEAD", manifestPath(repo, "t"), accept(MediaTypes.OCI_MANIFEST));

    assertThat(head.verdict()).isEqualTo("200");
    assertThat(head.header("Docker-Content-Digest")).isEqualTo(manifest.digest().toString());
    assertThat(head.header("Content-Type")).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(manifest.bytes().length));
  }

  @Test
  void aManifestIsNotGivenToWhoeverDoesNotNameItsType() {
    String repo = repositoryWithBlobs();
    RawManifest manifest = ociManifest();
    put(repo, "t", manifest.bytes(), MediaTypes.OCI_MANIFEST).require(201);
    RawManifest index = index(manifest);
    put(repo, "i", index.bytes(), MediaTypes.OCI_INDEX).require(201);

    Answer docker = http.send("GET", manifestPath(repo, "t"), accept(MediaTypes.DOCKER_MANIFEST));
    Answer anything = http.send("GET", manifestPath(repo, "t"), accept("*/*"));
    Answer onlyManifest =
        http.send("GET", manifestPath(repo, "i"), accept(MediaTypes.OCI_MANIFEST));

    assertThat(docker.verdict()).isEqualTo("404 MANIFEST_UNKNOWN");
    assertThat(anything.verdict()).isEqualTo("404 MANIFEST_UNKNOWN");
    assertThat(onlyManifest.verdict())
        .isEqualTo(on(Kind.DISTRIBUTION, "200", "404 MANIFEST_UNKNOWN"));
  }

  @Test
  void anUnknownManifestIsSaidToBeUnknown() {
    String known = repositoryWithBlobs();

    for (String repo : new String[] {known, fresh()}) {
      for (String identifier : new String[] {"nope", UNKNOWN.toString()}) {
        Answer get = http.send("GET", manifestPath(repo, identifier), accept(MediaTypes.ACCEPT));
        assertThat(get.verdict()).isEqualTo("404 MANIFEST_UNKNOWN");
      }
    }
  }

  @Test
  void aManifestUnderAnotherDigestIsRefused() {
    String repo = repositoryWithBlobs();

    Answer put = put(repo, UNKNOWN.toString(), ociManifest().bytes(), MediaTypes.OCI_MANIFEST);

    assertThat(put.verdict()).isEqualTo("400 DIGEST_INVALID");
  }

  @Test
  void aManifestNeedsItsBlobsInTheSameRepository() {
    repositoryWithBlobs();

    Answer put = put(fresh(), "t", ociManifest().bytes(), MediaTypes.OCI_MANIFEST);

    assertThat(put.verdict()).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
  }

  @Test
  void anIndexNeedsItsChildren() {
    String repo = repositoryWithBlobs();
    RawManifest child = ociManifest();
    RawManifest index = index(child);

    Answer before = put(repo, "i", index.bytes(), MediaTypes.OCI_INDEX);
    put(repo, child.digest().toString(), child.bytes(), MediaTypes.OCI_MANIFEST).require(201);
    Answer after = put(repo, "i", index.bytes(), MediaTypes.OCI_INDEX);

    assertThat(before.verdict()).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
    assertThat(after.verdict()).isEqualTo("201");
  }

  @Test
  void aManifestMustBeWhatItsMediaTypeSays() {
    String repo = repositoryWithBlobs();
    byte[] oci = ociManifest().bytes();
    ObjectNode untyped = manifest(MediaTypes.OCI_MANIFEST);
    untyped.remove("mediaType");
    ObjectNode ambiguous = manifest(MediaTypes.OCI_MANIFEST);
    ambiguous.putArray("manifests");

    assertThat(put(repo, "t", oci, MediaTypes.DOCKER_MANIFEST).verdict())
        .isEqualTo("400 MANIFEST_INVALID");
    assertThat(put(repo, "t", oci, MediaTypes.OCI_INDEX).verdict())
        .isEqualTo("400 MANIFEST_INVALID");
    assertThat(put(repo, "t", oci, "application/json").verdict()).isEqualTo("400 MANIFEST_INVALID");
    assertThat(
            put(repo, "t", "{nope".getBytes(StandardCharsets.UTF_8), MediaTypes.OCI_MANIFEST)
                .verdict())
        .isEqualTo("400 MANIFEST_INVALID");
    assertThat(put(repo, "t", Json.write(ambiguous), MediaTypes.OCI_MANIFEST).verdict())
        .isEqualTo("400 MANIFEST_INVALID");
    assertThat(put(repo, "t", Json.write(untyped), MediaTypes.DOCKER_MANIFEST).verdict())
        .isEqualTo("400 MANIFEST_INVALID");
    assertThat(put(repo, "t", Json.write(untyped), MediaTypes.OCI_MANIFEST).verdict())
        .isEqualTo("201");
  }

  @Test
  void aWrongSizeInADescriptorIsNoticedByTheEmbeddedRegistryOnly() {
    String repo = repositoryWithBlobs();
    ObjectNode manifest = manifest(MediaTypes.OCI_MANIFEST);
    ((ObjectNode) manifest.path("layers").path(0)).put("size", 3);

    Answer put = put(repo, "t", Json.write(manifest), MediaTypes.OCI_MANIFEST);

    assertThat(put.verdict()).isEqualTo(on(Kind.EMBEDDED, "400 MANIFEST_INVALID", "201"));
  }

  @Test
  void aManifestNamingAnUnknownSubjectIsTaken() {
    String repo = repositoryWithBlobs();
    ObjectNode manifest = manifest(MediaTypes.OCI_MANIFEST);
    manifest.set("subject", Descriptor.of(MediaTypes.OCI_MANIFEST, UNKNOWN, 3).json());

    Answer put = put(repo, "t", Json.write(manifest), MediaTypes.OCI_MANIFEST);

    assertThat(put.verdict()).isEqualTo("201");
  }

  @Test
  void tagsAreListed() {
    String repo = repositoryWithBlobs();
    for (String tag : new String[] {"b", "a", "c"}) {
      put(repo, tag, ociManifest().bytes(), MediaTypes.OCI_MANIFEST).require(201);
    }

    Answer list = http.send("GET", "/v2/" + repo + "/tags/list");

    assertThat(list.verdict()).isEqualTo("200");
    assertThat(Json.readObject(list.body(), "tags").path("tags"))
        .extracting(t -> t.asText())
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(http.send("GET", "/v2/" + fresh() + "/tags/list").verdict())
        .isEqualTo("404 NAME_UNKNOWN");
  }

  @Test
  void pagesOfTagsAreLinkedWhereThereAreAny() {
    String repo = repositoryWithBlobs();
    for (String tag : new String[] {"b", "a", "c"}) {
      put(repo, tag, ociManifest().bytes(), MediaTypes.OCI_MANIFEST).require(201);
    }

    Answer page = http.send("GET", "/v2/" + repo + "/tags/list?n=2");

    String link = "</v2/" + repo + "/tags/list?last=b&n=2>; rel=\"next\"";
    assertThat(page.header("Link")).isEqualTo(on(Kind.DOCKER_REGISTRY, "", link));
  }

  @Test
  void aDeletedManifestTakesItsTagsAlong() {
    String repo = repositoryWithBlobs();
    RawManifest manifest = ociManifest();
    put(repo, "t", manifest.bytes(), MediaTypes.OCI_MANIFEST).require(201);
    String byDigest = manifestPath(repo, manifest.digest().toString());

    Answer delete = http.send("DELETE", byDigest);

    assertThat(delete.verdict()).isEqualTo("202");
    assertThat(http.send("GET", byDigest, accept(MediaTypes.ACCEPT)).verdict())
        .isEqualTo("404 MANIFEST_UNKNOWN");
    assertThat(http.send("GET", manifestPath(repo, "t"), accept(MediaTypes.ACCEPT)).verdict())
        .isEqualTo("404 MANIFEST_UNKNOWN");
    assertThat(http.send("DELETE", byDigest).verdict()).isEqualTo("404 MANIFEST_UNKNOWN");
  }

  @Test
  void aTagIsDeletedAloneWhereTagsCanBe() {
    String repo = repositoryWithBlobs();
    put(repo, "t", ociManifest().bytes(), MediaTypes.OCI_MANIFEST).require(201);

    Answer delete = http.send("DELETE", manifestPath(repo, "t"));

    assertThat(delete.verdict()).isEqualTo(on(Kind.DOCKER_REGISTRY, "400 DIGEST_INVALID", "202"));
  }

  @Test
  void aDeletedBlobStaysInOtherRepositories() {
    String source = fresh();
    Digest digest = push(source, LAYER);
    String target = fresh();
    push(target, LAYER);

    assertThat(blob("DELETE", source, digest).verdict()).isEqualTo("202");
    assertThat(blob("HEAD", source, digest).verdict()).isEqualTo("404");
    assertThat(blob("DELETE", source, digest).verdict()).isEqualTo("404 BLOB_UNKNOWN");
    assertThat(blob("HEAD", target, digest).verdict()).isEqualTo("200");
  }

  @Test
  void aMethodWithoutMeaningIsRefused() {
    String repo = fresh();
    Digest digest = push(repo, LAYER);

    assertThat(blob("PUT", repo, digest).status()).isEqualTo(405);
    assertThat(http.send("POST", manifestPath(repo, "t")).status()).isEqualTo(405);
  }
}
