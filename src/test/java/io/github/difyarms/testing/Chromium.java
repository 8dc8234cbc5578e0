package io.github.difyarms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium, driven through its driver by the few commands of the WebDriver protocol that
 * the tests need; what the protocol lacks (screen, colours, language, log) through the driver's
 * own.
 */
public final class Chromium implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process driver;
  private final URI address;
  private String session = "";

  private Chromium(Process driver, URI address) {
    this.driver = driver;
    this.address = address;
  }

  /**
   * Starts a browser, if there is one.
   *
   * @param profile a scratch folder
   * @param why what is not tested without it
   */
  public static Optional<Chromium> start(Path profile, String why) {
    Optional<String> browser = CommandLine.find("chromium", why);
    Optional<String> driver = CommandLine.find("chromedriver", why);
    if (browser.isEmpty() || driver.isEmpty()) {
      return Optional.empty();
    }
    try {
      // The driver talks little; its pipe does not fill up.
      Process process =
          new ProcessBuilder(driver.get(), "--port=0").redirectErrorStream(true).start();
      Chromium chromium = new Chromium(process, address(process.inputReader()));
      try {
        chromium.begin(browser.get(), profile);
        return Optional.of(chromium);
      } catch (RuntimeException | Error e) {
        chromium.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI address(BufferedReader output) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return URI.create("http://127.0.0.1:" + port.group(1));
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("chromedriver did not start\n" + said);
  }

  private void begin(String browser, Path profile) {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode wanted = body.putObject("capabilities").putObject("alwaysMatch");
    wanted.put("browserName", "chrome");
    wanted.putObject("goog:loggingPrefs").put("browser", "ALL").put("performance", "ALL");
    ObjectNode options = wanted.putObject("goog:chromeOptions").put("binary", browser);
    ArrayNode arguments = options.putArray("args");
    ARGUMENTS.forEach(arguments::add);
    arguments.add("--user-data-dir=" + profile);
    session = call("POST", "/session", body).path("sessionId").asText();
    open(URI.create("about:blank"));
    requests();
  }

  /** Loads a page, to the end of its loading. */
  public void open(URI page) {
    inSession("/url", JSON.createObjectNode().put("url", page.toString()));
  }

  /** Runs the body of a function in the page and returns what it returns; promises are awaited. */
  public JsonNode run(String script) {
    ObjectNode body = JSON.createObjectNode().put("script", script);
    body.putArray("args");
    return inSession("/execute/sync", body);
  }

  /** Clicks on the first element that a CSS selector finds, as a person does. */
  public void click(String selector) {
    JsonNode element =
        inSession(
            "/element",
            JSON.createObjectNode().put("using", "css selector").put("value", selector));
    String id = element.elements().next().asText();
    inSession("/element/" + id + "/click", JSON.createObjectNode());
  }

  /** Sets the size of the screen, and whether it is a phone's. */
  public void screen(int width, int height, boolean phone) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  /** Sets the person's preference of colours ({@code light}, {@code dark}) for pages to come. */
  public void colours(String scheme) {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Sets the person's language, for pages to come. */
  public void language(String tag) {
    devTools("Network.setUserAgentOverride", Map.of("userAgent", "test", "acceptLanguage", tag));
  }

  /** Prints the page and returns the PDF. */
  public byte[] print() {
    String data =
        devTools("Page.printToPDF", Map.of("printBackground", true)).path("data").asText();
    return Base64.getDecoder().decode(data);
  }

  /** Returns what the console said since the last call: errors, refusals of the page's policy. */
  public List<String> console() {
    List<String> messages = new ArrayList<>();
    log("browser").forEach(entry -> messages.add(entry.path("message").asText()));
    return messages;
  }

  /** Returns the addresses that pages asked for since the last call, whatever became of it. */
  public List<String> requests() {
    List<String> addresses = new ArrayList<>();
    for (JsonNode entry : log("performance")) {
      JsonNode event = read(entry.path("message").asText()).path("message");
      String url = event.path("params").path("request").path("url").asText();
      // The page that a new tab shows is the browser's own.
      if (event.path("method").asText().equals("Network.requestWillBeSent")
          && !url.startsWith("chrome://")) {
        addresses.add(url);
      }
    }
    return addresses;
  }

  private JsonNode log(String type) {
    return inSession("/se/log", JSON.createObjectNode().put("type", type));
  }

  private JsonNode devTools(String command, Map<String, Object> parameters) {
    ObjectNode body = JSON.createObjectNode().put("cmd", command);
    body.set("params", JSON.valueToTree(parameters));
    return inSession("/goog/cdp/execute", body);
  }

  private JsonNode inSession(String path, JsonNode body) {
    return call("POST", "/session/" + session + path, body);
  }

  private JsonNode call(String method, String path, JsonNode body) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body.toString()))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() != 200) {
        throw new AssertionError(method + " " + path + "\n" + response.body());
      }
      return read(response.body()).path("value");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the browser and its driver. */
  @Override
  public void close() {
    try {
      if (!session.isEmpty()) {
        call("DELETE", "/session/" + session, JSON.createObjectNode());
      }
    } finally {
      try (Stream<ProcessHandle> children = driver.descendants()) {
        children.forEach(ProcessHandle::destroyForcibly);
      }
      driver.destroyForcibly();
    }
  }
}
