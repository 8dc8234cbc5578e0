package io.github.difyarms.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.difyarms.demo.RegistryError.Refusal;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes each request to the part that answers it, after access and names are checked. */
final class RegistryRoutes implements HttpHandler {
  static final String JSON = "application/json";

  private static final Pattern UPLOAD = Pattern.compile("/v2/(.+)/blobs/uploads/([^/]*)");
  private static final Pattern BLOB = Pattern.compile("/v2/(.+)/blobs/(?!uploads$)([^/]+)");
  private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");
  private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern NAME = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  private final Traffic traffic;
  private final RegistryAccess access;
  private final ManifestRoutes manifests;
  private final BlobRoutes blobs;
  private final UploadRoutes uploads;
  private final TagRoutes tags;

  RegistryRoutes(RegistryStorage storage, RegistryOptions options, Traffic traffic) {
    this.traffic = traffic;
    this.access = new RegistryAccess(options.access());
    this.manifests = new ManifestRoutes(storage, options);
    this.blobs = new BlobRoutes(storage, options.redirects());
    this.uploads = new UploadRoutes(storage, options);
    this.tags = new TagRoutes(storage);
  }

  @Override
  public void handle(HttpExchange http) throws IOException {
    Exchange exchange = new Exchange(http, traffic);
    try (http) {
      answer(exchange);
    } catch (IOException clientGone) {
      exchange.abandoned();
      throw clientGone;
    }
  }

  private void answer(Exchange exchange) throws IOException {
    exchange.set("Docker-Distribution-API-Version", "registry/2.0");
    try {
      dispatch(exchange);
    } catch (Refusal refusal) {
      exchange.send(refusal.status(), JSON, refusal.body());
    } catch (DifyArmsException malformed) {
      Refusal refusal = RegistryError.DIGEST_INVALID.because(malformed.why());
      exchange.send(refusal.status(), JSON, refusal.body());
    } catch (RuntimeException defect) {
      Refusal refusal = RegistryError.UNKNOWN.because(defect.toString());
      exchange.send(refusal.status(), JSON, refusal.body());
    }
  }

  private void dispatch(Exchange exchange) throws IOException {
    String path = exchange.path();
    if (path.equals(BearerTokens.PATH) && access.issuesTokens()) {
      access.issueToken(exchange);
      return;
    }
    if (path.equals("/v2/")) {
      access.check(exchange, "");
      exchange.send(200, JSON, "{}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Matcher upload = UPLOAD.matcher(path);
    Matcher blob = BLOB.matcher(path);
    Matcher manifest = MANIFEST.matcher(path);
    Matcher list = TAGS.matcher(path);
    if (upload.matches()) {
      enter(exchange, upload.group(1));
      uploads.answer(exchange, upload.group(1), upload.group(2));
    } else if (blob.matches()) {
      enter(exchange, blob.group(1));
      blobs.answer(exchange, blob.group(1), Digest.parse(blob.group(2)));
    } else if (manifest.matches()) {
      enter(exchange, manifest.group(1));
      checkIdentifier(manifest.group(2));
      manifests.answer(exchange, manifest.group(1), manifest.group(2));
    } else if (list.matches()) {
      enter(exchange, list.group(1));
      tags.answer(exchange, list.group(1));
    } else {
      exchange.send(404);
    }
  }

  private void enter(Exchange exchange, String repository) {
    checkName(repository);
    access.check(exchange, repository);
  }

  static void checkName(String repository) {
    if (repository.length() > 255 || !NAME.matcher(repository).matches()) {
      throw RegistryError.NAME_INVALID.because(repository);
    }
  }

  private static void checkIdentifier(String identifier) {
    if (identifier.contains(":")) {
      Digest.parse(identifier);
    } else if (!TAG.matcher(identifier).matches()) {
      throw RegistryError.TAG_INVALID.because(identifier);
    }
  }
}
