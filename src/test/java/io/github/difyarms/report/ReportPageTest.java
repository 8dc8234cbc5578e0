package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
  private static final BuildResult RESULT = RichResult.of();
  private static final String PAGE = ReportPage.of(RESULT, RichResult.DEPLOY_FILES);

  private final Document page = Jsoup.parse(PAGE, "https://here.example/target/report.html");

  private static Document without(BuildResult result) {
    return Jsoup.parse(ReportPage.of(result, List.of()));
  }

  private static BuildResult with(ComponentResult... components) {
    return new BuildResult(
        List.of(components), 2, 0, 31, 0, Duration.ofMillis(180), List.of(), List.of());
  }

  @Test
  void saysWhatWasBuiltByWhatAndWithWhichEffort() {
    Element header = page.expectFirst("header");

    assertThat(header.text())
        .contains(Product.nameAndVersion(), "api, plugin-daemon, sandbox")
        .contains("linux/amd64, linux/arm64", "41.3 s", "118", "231 MB", "96 MB");
    assertThat(page.select("h1")).hasSize(1);
  }

  @Test
  void showsEveryLayerOfEveryPlatformAndTheNewOneOnTop() {
    for (int i = 0; i < RESULT.components().size(); i++) {
      Element image = page.expectFirst("#image-" + (i + 1));
      List<PlatformResult> platforms = RESULT.components().get(i).platforms();
      assertThat(image.select("figure.stack")).hasSameSizeAs(platforms);
      for (int p = 0; p < platforms.size(); p++) {
        Element stack = image.select("figure.stack").get(p);
        PlatformResult platform = platforms.get(p);
        assertThat(stack.expectFirst("figcaption").text()).contains(platform.platform().toString());
        assertThat(stack.select("li.slab")).hasSize(platform.baseLayers().size() + 1);
        assertThat(stack.expectFirst("li.slab").className()).isEqualTo("slab new");
        assertThat(stack.expectFirst("li.slab").text())
            .contains(platform.layer().digest().toString());
        assertThat(stack.expectFirst("li.slab:last-child").text())
            .contains(platform.baseLayers().get(0).digest().toString(), "present", "28 MB");
        assertThat(stack.select("li.streamed")).isNotEmpty();
        assertThat(stack.select("li.mounted")).isNotEmpty();
      }
    }
  }

  @Test
  void givesTheReferenceByDigestAndTheWayBack() {
    assertThat(page.select("#deploy ~ .deploy > .copyline code").eachText())
        .containsExactlyElementsOf(
            RESULT.components().stream().map(ComponentResult::reference).toList());
    assertThat(page.select(".rollback code").eachText())
        .containsExactlyElementsOf(
            RESULT.components().stream().map(c -> c.base() + "@" + c.baseDigest()).toList());
  }

  @Test
  void linksToFilesBesideItWhateverTheirNames() {
    assertThat(page.select(".links a").eachText())
        .containsExactlyElementsOf(RichResult.DEPLOY_FILES);
    assertThat(page.select(".links a").eachAttr("href")).allMatch(href -> href.startsWith("./"));
    assertThat(page.select(".links a").eachAttr("abs:href"))
        .contains(
            "https://here.example/target/deploy/compose.override.yaml",
            "https://here.example/target/deploy/it's%20%22100%25%22%20%3Cb%3E.yaml",
            "https://here.example/target/javascript:alert(1)")
        .allMatch(href -> href.startsWith("https://here.example/target/"));
  }

  @Test
  void provesWhatChangedAndColoursTheScript() {
    Element api = page.expectFirst("#image-1");

    assertThat(api.select("details.proof > summary").eachText())
        .anyMatch(text -> text.startsWith("linux/amd64, linux/arm64"));
    assertThat(api.select(".changes code").eachText())
        .contains("/rootfs/diff_ids/14", "/manifests/2", "11873", "12630");
    assertThat(api.select(".entries code + .path").eachText())
        .containsExactly("/app", "/entrypoint.sh", "/app/api/docker/entrypoint.sh");
    assertThat(api.select(".statement").text()).contains("Nothing else changed.", "没有任何更改");
    assertThat(api.select("pre.diff .added")).hasSize(6);
    assertThat(api.select("pre.diff .added").get(5).wholeText())
        .isEqualTo("+  exec aliyun-instrument gunicorn \\\n");
  }

  @Test
  void tellsWhatIsKnownOfAProgram() {
    assertThat(page.expectFirst("#image-2").select(".replaced").text())
        .contains("/app/main", "0755", "1001:1001", "github.com/langgenius/dify-plugin-daemon")
        .contains("9f2c1d7c0f3e4a5b6c7d8e9f0a1b2c3d4e5f6a7b", "1.26.4", "1.4.2")
        .contains(RichResult.digest("instgo").hex(), RichResult.digest("newer").hex())
        .contains("instgo-linux-amd64", "static", "otel_rules")
        .contains("go.opentelemetry.io/otel v1.39.0", "CGO_ENABLED=0", "14.1 s")
        .contains(RichResult.digest("plugin-daemonlinux/arm64old").toString());
  }

  @Test
  void listsTheAgentsWheelsAndWhatWasRemoved() {
    assertThat(PAGE)
        .contains("/app/api/.venv/dify-arms/agent", RichResult.digest("tarball").hex())
        .contains(RichResult.digest("wraptlinux/arm64").toString())
        .contains("site-packages/opentelemetry/instrumentation/flask")
        .contains("opentelemetry-instrumentation-flask 0.62b1");
  }

  @Test
  void drawsEveryStepOnceAndSaysTheSameInATable() {
    assertThat(page.select(".timeline svg.step")).hasSameSizeAs(RESULT.steps());
    assertThat(page.select("table tbody tr")).hasSameSizeAs(RESULT.steps());
    assertThat(page.select(".timeline[role=img]").attr("aria-labelledby")).isEqualTo("time");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    PlatformResult old = RESULT.components().get(1).platforms().get(0);
    ComponentResult image = RESULT.components().get(1);
    PlatformResult platform =
        new PlatformResult(
            old.platform(),
            old.base(),
            old.manifest(),
            old.config(),
            List.of(),
            old.layer(),
            List.of(),
            old.transfers(),
            Proof.none());
    Document page =
        without(
            with(
                new ComponentResult(
                        image.id(),
                        image.base() + "@" + image.baseDigest(),
                        image.baseDigest(),
                        image.name(),
                        List.of("1.0"),
                        image.digest(),
                        image.mediaType(),
                        image.inputs(),
                        List.of(platform),
                        List.of(),
                        false)
                    .asUpToDate()));

    assertThat(page.select("#time, .warnings, .links, .statement, .changes")).isEmpty();
    assertThat(page.select(".rollback code").text()).containsOnlyOnce("@sha256:");
    assertThat(page.select("h1").text()).contains("Nothing had to be built");
    assertThat(page.text()).contains("No comparison is recorded");
  }

  @Test
  void nothingElseIsOnlySaidWhenEveryPlatformWasCompared() {
    ComponentResult image = RESULT.components().get(1);
    PlatformResult p = image.platforms().get(1);
    PlatformResult unproven =
        new PlatformResult(
            p.platform(),
            p.base(),
            p.manifest(),
            p.config(),
            p.baseLayers(),
            p.layer(),
            p.files(),
            p.transfers(),
            Proof.none());
    ComponentResult half =
        new ComponentResult(
            image.id(),
            image.base(),
            image.baseDigest(),
            image.name(),
            image.tags(),
            image.digest(),
            image.mediaType(),
            image.inputs(),
            List.of(image.platforms().get(0), unproven),
            image.index(),
            false);

    assertThat(without(with(half)).select(".statement")).isEmpty();
  }

  @Test
  void textsOfOthersStayTexts() {
    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("style")).hasSize(1);
    assertThat(page.select("img, iframe, object, embed, link, base, form, input")).isEmpty();
    assertThat(page.expectFirst(".warnings li:last-child").text())
        .contains("<script>alert(1)</script>", "onerror=alert(1)>{{names}}</style>")
        .contains("␛[2J␛[31mred", "exe⟨U+202E⟩doc.⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩");
    assertThat(PAGE.codePoints())
        .noneMatch(c -> c < ' ' && c != '\n' && c != '\t')
        .noneMatch(c -> Character.getType(c) == Character.FORMAT);
  }

  @Test
  void noAttributeRunsOrStylesOrLeadsAway() {
    for (Element element : page.getAllElements()) {
      for (Attribute attribute : element.attributes()) {
        String name = attribute.getKey().toLowerCase(Locale.ROOT);
        assertThat(name)
            .doesNotStartWith("on")
            .isNotIn("style", "src", "srcset", "action", "nonce");
        if (name.equals("href")) {
          assertThat(attribute.getValue()).matches("#[a-z0-9-]+|\\./[\\x21-\\x7e]+");
        }
      }
    }
  }

  @Test
  void thePolicyAllowsExactlyItsOwnStyleAndScript() {
    String policy = page.expectFirst("meta[http-equiv=Content-Security-Policy]").attr("content");

    assertThat(policy.split("; "))
        .containsExactly(
            "default-src 'none'",
            "style-src '" + hash(page.expectFirst("style").data()) + "'",
            "script-src '" + hash(page.expectFirst("script").data()) + "'",
            "base-uri 'none'",
            "form-action 'none'");
  }

  private static String hash(String text) {
    byte[] value = HexFormat.of().parseHex(Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
    return "sha256-" + Base64.getEncoder().encodeToString(value);
  }

  @Test
  void styleAndScriptAreTheSameForEveryResult() {
    Document other = without(with(RESULT.components().get(2)));

    assertThat(other.select("style").html()).isEqualTo(page.select("style").html());
    assertThat(other.select("script").html()).isEqualTo(page.select("script").html());
  }

  @Test
  void everyTextOfOursHasBothLanguagesAndShowsEnglishByItself() {
    assertThat(page.select("html").attr("lang")).isEqualTo("en");
    assertThat(page.select("span[lang=en]"))
        .hasSizeGreaterThan(60)
        .noneMatch(text -> text.hasAttr("hidden"));
    assertThat(page.select("span[lang=en] + span[lang=zh-CN]"))
        .hasSameSizeAs(page.select("span[lang=en]"))
        .hasSameSizeAs(page.select("span[lang]:not([lang=en])"));
    assertThat(page.select("span[lang=zh-CN]")).allMatch(text -> text.hasAttr("hidden"));
    assertThat(page.select("span[lang]")).noneMatch(text -> text.text().isEmpty());
    assertThat(PAGE).doesNotContain("[[{", "|}", "%STYLE", "%SCRIPT");
  }

  @Test
  void headingsAreInOrderAndNamesAreUnique() {
    int level = 0;
    for (Element heading : page.select("h1, h2, h3, h4, h5, h6")) {
      int next = heading.tagName().charAt(1) - '0';
      assertThat(next).as(heading.text()).isBetween(1, level + 1);
      level = next;
    }
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).containsAll(page.select("[aria-labelledby]").eachAttr("aria-labelledby"));
    assertThat(ids).containsAll(page.select("[aria-describedby]").eachAttr("aria-describedby"));
    assertThat(ids)
        .containsAll(
            page.select("a[href^=#]").eachAttr("href").stream().map(h -> h.substring(1)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{{", "{{&", "style=", "|safe", "http://", "https://"})
  void theTemplateHasNoWayAroundTheEscapes(String way) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.mustache")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).doesNotContain(way);
    }
  }
}
