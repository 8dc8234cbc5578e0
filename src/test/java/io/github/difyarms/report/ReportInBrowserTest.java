package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.github.difyarms.testing.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report as people see it. */
class ReportInBrowserTest {
  private static final String OPEN_ALL =
      "document.querySelectorAll('details').forEach(d => { d.open = true; });";

  /** What sticks out of the screen; a table in its own scrolling box and pictures' insides may. */
  private static final String OVERFLOWING =
      """
      const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
          ? ['the page'] : [];
      return wide.concat(Array.from(document.querySelectorAll('body *'))
          .filter(e => !e.closest('.scroll *, svg, .skip'))
          .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
          .map(e => e.outerHTML.slice(0, 80)));
      """;

  /** Texts whose contrast is below 4.5:1 (WCAG 2.2, 1.4.3). */
  private static final String FAINT =
      """
      const numbers = c => c.match(/[\\d.]+/g).map(Number);
      const light = c => numbers(c).slice(0, 3).map(v => v / 255)
          .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const ground = e => {
        const colour = getComputedStyle(e).backgroundColor;
        const alpha = numbers(colour)[3];
        return alpha === 0 && e.parentElement ? ground(e.parentElement) : colour;
      };
      return Array.from(document.querySelectorAll('body *'))
          .filter(e => !e.closest('svg, script') && e.offsetParent)
          .filter(e => Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()))
          .filter(e => {
            const a = light(getComputedStyle(e).color), b = light(ground(e));
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
          })
          .map(e => e.outerHTML.slice(0, 80));
      """;

  @TempDir private static Path folder;
  private static Optional<Chromium> started = Optional.empty();
  private static URI report = URI.create("about:blank");

  @BeforeAll
  static void start() throws IOException {
    started = Chromium.start(folder.resolve("profile"), "the report in a browser");
    report = page("report.html", ReportPage.of(RichResult.of(), RichResult.DEPLOY_FILES));
  }

  @AfterAll
  static void stop() {
    started.ifPresent(Chromium::close);
  }

  @BeforeEach
  void needsABrowser() {
    assumeTrue(started.isPresent());
  }

  private static Chromium browser() {
    return started.orElseThrow();
  }

  private static URI page(String name, String html) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, html.getBytes(StandardCharsets.UTF_8));
    return file.toUri();
  }

  private static Chromium show(URI page, int width, String scheme, String language) {
    Chromium browser = browser();
    browser.screen(width, 850, width < 600);
    browser.colours(scheme);
    browser.language(language);
    browser.requests();
    browser.console();
    browser.open(page);
    return browser;
  }

  @ParameterizedTest
  @CsvSource({
    "1280, light, en-US", "1280, light, zh-CN", "1280, dark, en-US", "1280, dark, zh-CN",
    "390, light, en-US", "390, light, zh-CN", "390, dark, en-US", "390, dark, zh-CN"
  })
  void readsWellOnEveryScreenInEveryColourAndLanguage(int width, String scheme, String language) {
    Chromium browser = show(report, width, scheme, language);

    assertThat(browser.run("return innerWidth").asInt()).isEqualTo(width);
    assertThat(browser.run("return document.documentElement.lang").asText())
        .isEqualTo(language.equals("en-US") ? "en" : "zh-CN");
    assertThat(browser.run("return document.querySelector('h1').innerText").asText())
        .isEqualTo(
            language.equals("en-US") ? "Dify images, monitored by ARMS" : "已接入 ARMS 的 Dify 镜像");
    assertThat(
            browser
                .run("return getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 99")
                .asBoolean())
        .isEqualTo(scheme.equals("dark"));
    assertThat(browser.run(OVERFLOWING)).isEmpty();
    assertThat(browser.run(OPEN_ALL + OVERFLOWING)).isEmpty();
    assertThat(browser.run(FAINT)).isEmpty();
    assertThat(browser.run("return performance.getEntriesByType('resource').length").asInt())
        .isZero();
    assertThat(browser.requests()).containsOnly(report.toString());
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void thePersonMayChooseTheOtherLanguage() {
    Chromium browser = show(report, 1280, "light", "de-DE");
    String shown =
        "return Array.from(document.querySelectorAll('span[lang]'))"
            + ".filter(e => !e.hidden).map(e => e.lang).filter((l, i, all) => all.indexOf(l) === i)";

    assertThat(browser.run(shown).toString()).isEqualTo("[\"en\"]");

    browser.run("document.querySelector('#languages [value=zh-CN]').click()");

    assertThat(browser.run(shown).toString()).isEqualTo("[\"zh-CN\"]");
    assertThat(
            browser
                .run("return document.querySelector('#languages [aria-pressed=true]').innerText")
                .asText())
        .isEqualTo("中文");
  }

  @Test
  void aReferenceIsCopiedWholeAndTheReportSaysSo() {
    Chromium browser = show(report, 390, "light", "en-US");

    browser.run(
        """
        const said = document.getElementById('said');
        window.heard = [];
        new MutationObserver(() => window.heard.push(said.innerText))
            .observe(said, {childList: true});
        """);
    browser.click("button.copy");

    assertThat(browser.run("return window.heard[0]").asText()).isEqualTo("Copied");
    assertThat(browser.run("return getSelection().toString()").asText())
        .isEqualTo(RichResult.of().components().get(0).reference());
  }

  @Test
  void whatIsFoldedIsPrintedAndFoldedAgain() {
    Chromium browser = show(report, 1280, "dark", "en-US");
    String folded = "return document.querySelectorAll('details:not([open])').length";
    int before = browser.run(folded).asInt();

    browser.run("dispatchEvent(new Event('beforeprint'))");
    assertThat(browser.run(folded).asInt()).isZero();
    browser.run("dispatchEvent(new Event('afterprint'))");

    assertThat(browser.run(folded).asInt()).isEqualTo(before).isPositive();
    assertThat(new String(browser.print(), StandardCharsets.ISO_8859_1)).startsWith("%PDF-");
  }

  /** Should a text ever get through the escapes, the page's policy still stands. */
  @Test
  void whatIsNotTheReportsOwnDoesNotRunAndReachesNobody() throws IOException {
    AtomicInteger reached = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          reached.incrementAndGet();
          exchange.close();
        });
    server.start();
    try {
      String elsewhere = "http://127.0.0.1:" + server.getAddress().getPort();
      String intruder =
          "<main><script>document.title = 'intruder'</script><img src=x onerror=\"alert(1)\">"
              + "<img src=\"ELSEWHERE/x\"><p style=\"color: red\"></p>"
              + "<style>@import 'ELSEWHERE/y'; body { color: red }</style>"
              + "<script src=\"ELSEWHERE/z\"></script><iframe src=\"ELSEWHERE/i\"></iframe>";
      URI bad =
          page(
              "bad.html",
              ReportPage.of(RichResult.of(), RichResult.DEPLOY_FILES)
                  .replaceFirst("<main[^>]*>", intruder.replace("ELSEWHERE", elsewhere)));
      Chromium browser = show(bad, 1280, "light", "en-US");

      assertThat(browser.run("return document.title").asText()).doesNotContain("intruder");
      assertThat(browser.run("return getComputedStyle(document.body).color").asText())
          .isNotEqualTo("rgb(255, 0, 0)");
      assertThat(browser.console())
          .filteredOn(line -> line.contains("Content Security Policy"))
          .hasSizeGreaterThanOrEqualTo(6);
      assertThat(reached).hasValue(0);
    } finally {
      server.stop(0);
    }
  }
}
