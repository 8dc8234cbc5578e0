package io.github.difyarms.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The report's template with style and script in it.
 *
 * <p>In {@code report.mustache} a text of ours stands in both languages, {@code [[English|中文]]};
 * the second is hidden until the script chooses it. Style and script hold no value, so the policy
 * in the page allows exactly them, by hash, and nothing else. Every value goes through one escaper.
 */
final class ReportTemplate {
  private static final Pattern BILINGUAL = Pattern.compile("\\[\\[(.*?)\\|(.*?)]]", Pattern.DOTALL);
  private static final String ENGLISH_AND_CHINESE =
      "<span lang=\"en\">$1</span><span lang=\"zh-CN\" hidden>$2</span>";

  private ReportTemplate() {}

  /** Returns the template, which takes a while the first time. */
  static Template get() {
    return Loaded.TEMPLATE;
  }

  private static final class Loaded {
    static final Template TEMPLATE = load();
  }

  private static Template load() {
    String style = resource("report.css");
    String script = resource("report.js");
    String page = BILINGUAL.matcher(resource("report.mustache")).replaceAll(ENGLISH_AND_CHINESE);
    page = insert(page, "STYLE-HASH", hash(style));
    page = insert(page, "SCRIPT-HASH", hash(script));
    page = insert(page, "STYLE", style);
    page = insert(page, "SCRIPT", script);
    return Mustache.compiler()
        .withEscaper(value -> Escapers.HTML.escape(VisibleText.of(value)))
        .strictSections(true)
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .compile(page);
  }

  private static String insert(String page, String place, String text) {
    return page.replaceFirst("%" + place + "%", Matcher.quoteReplacement(text));
  }

  /** Content Security Policy Level 3, "hash-source": the element's text exactly as it stands. */
  private static String hash(String text) {
    byte[] sha256 = HexFormat.of().parseHex(Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex());
    return "sha256-" + Base64.getEncoder().encodeToString(sha256);
  }

  private static String resource(String name) {
    try (InputStream in = ReportTemplate.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      // A checkout may have brought other line ends, and HTML parsers drop them before hashing.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
