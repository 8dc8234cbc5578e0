package io.github.difyarms.log;

import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.Cost;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.LayerForecast;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Packing;
import io.github.difyarms.model.PlatformForecast;
import io.github.difyarms.model.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** A plan as a listing that reads well on a terminal and in a pull request. */
public final class PlanText {
  private final List<String> lines = new ArrayList<>();

  private PlanText() {}

  /** Returns the lines; what comes from outside cannot drive a terminal in them. */
  public static List<String> of(Forecast forecast) {
    PlanText text = new PlanText();
    text.add(forecast);
    return text.lines.stream().map(SafeText::of).toList();
  }

  private void add(Forecast forecast) {
    forecast.components().forEach(this::add);
    lines.add("");
    forecast.leftOut().forEach(out -> row("", "left out", out.component() + ": " + out.reason()));
    cost("", forecast.reading(), forecast.pushing());
    forecast.notes().forEach(note -> row("", "note", note));
    forecast.warnings().stream()
        .filter(warning -> !ofComponent(forecast, warning))
        .forEach(warning -> row("", "WARNING", warning));
    forecast.stop().ifPresent(reason -> row("", "STOP", "a build would stop: " + reason));
    row("", "so far", "nothing was built and nothing pushed; build does what stands here");
  }

  private static boolean ofComponent(Forecast forecast, String warning) {
    return forecast.components().stream()
        .anyMatch(component -> component.plan().warnings().contains(warning));
  }

  private void add(ComponentForecast forecast) {
    ComponentPlan plan = forecast.plan();
    lines.add("");
    lines.add(plan.request().id());
    row("  ", "base", plan.request().base().withDigest(plan.base().digest()).toString());
    row("  ", "target", forecast.target() + ":" + String.join(", :", forecast.tags()));
    forecast.skipped().ifPresent(reason -> row("  ", "skipped", reason));
    if (forecast.skipped().isEmpty()) {
      row(
          "  ",
          "result",
          forecast
              .digest()
              .map(Object::toString)
              .orElse("its digest is known once what is new has been made"));
    }
    for (ComponentForecast.Dropped dropped : forecast.dropped()) {
      row("  ", "left out", dropped.entry().digest() + ", " + dropped.reason());
    }
    forecast.platforms().forEach(this::add);
    cost("  ", forecast.reading(), forecast.pushing());
    forecast.notes().forEach(note -> row("  ", "note", note));
    plan.warnings().forEach(warning -> row("  ", "WARNING", warning));
  }

  private void add(PlatformForecast forecast) {
    lines.add("  " + forecast.plan().platform());
    row(
        "    ",
        "base",
        forecast.plan().entry().digest()
            + forecast.manifest().map(digest -> " -> " + digest).orElse(""));
    row("    ", "change", forecast.plan().changes().summary());
    forecast.plan().changes().files().forEach(this::add);
    forecast.plan().changes().trees().forEach(this::add);
    forecast.plan().changes().removals().forEach(this::add);
    int number = 1;
    for (LayerForecast layer : forecast.layers()) {
      row("    ", "layer " + number++, layer(layer));
    }
    row("    ", "new layer", layer(forecast.layer()));
  }

  private void add(FileChange file) {
    var old = file.old();
    String was =
        old.path()
            + "  "
            + old.attributes().modeText()
            + " "
            + old.attributes().ownership()
            + "  "
            + old.digest().shortHex()
            + ", "
            + Texts.bytes(old.size())
            + " -> ";
    if (file.making() instanceof Making.Rewritten rewritten) {
      row(
          "    ",
          "file",
          was
              + rewritten.digest().shortHex()
              + ", "
              + Texts.bytes(rewritten.size())
              + ", rewritten");
      return;
    }
    if (!(file.making() instanceof Making.Compiled compiled)) {
      row("    ", "file", was + "to be rewritten");
      return;
    }
    row("    ", "file", was + compiled.cached().map(PlanText::cached).orElse("to be compiled"));
    row(
        "    ",
        "source",
        compiled.source() + "  " + compiled.revision() + "  " + compiled.identity());
    row("    ", "go", go(compiled.go()));
    row("    ", "instgo", instgo(compiled.instgo()));
    row("    ", "agent", compiled.agentVersion().orElse("the newest when compiled"));
  }

  private void add(AddedTree tree) {
    Packing packing = tree.packing();
    row(
        "    ",
        "added",
        tree.path()
            + packing
                .target()
                .map(python -> "  " + tree.attributes().ownership() + ", for " + python)
                .orElse("")); // else the base was not looked into
    row(
        "    ",
        "agent",
        packing.agent().orElse("not known yet")
            + packing.sha256().map(hash -> ", SHA-256 " + hash).orElse("")
            + ", "
            + packing.address()
            + download(packing.download()));
    row("    ", "wheels", wheels(packing));
    if (packing.unread() > 0) {
      row(
          "    ",
          "reads",
          Texts.bytes(packing.unread()) + " of the base, once, to see what its Python holds");
    }
  }

  private static String wheels(Packing packing) {
    if (packing.wheels().isEmpty()) {
      return "settled when built, the rest from " + packing.index();
    }
    List<PackedWheel> wheels = packing.wheels().get();
    long own = wheels.stream().filter(PackedWheel::ofAgent).count();
    long bytes = wheels.stream().mapToLong(PackedWheel::size).sum();
    return own
        + " of the agent, "
        + (wheels.size() - own)
        + " from "
        + packing.index()
        + (bytes > 0 ? ", " + Texts.bytes(bytes) : "");
  }

  private void add(Removal removal) {
    row("    ", "removed", removal.path() + "  of " + removal.of());
  }

  private static String download(OptionalLong bytes) {
    return bytes.isEmpty()
        ? ""
        : ", to be downloaded"
            + (bytes.getAsLong() < 0 ? "" : ": " + Texts.bytes(bytes.getAsLong()));
  }

  private static String cached(Making.Cached program) {
    return program.digest().shortHex()
        + ", "
        + Texts.bytes(program.size())
        + ", compiled before, from the cache";
  }

  private static String go(Making.Go go) {
    return go.version()
        + " from "
        + go.from()
        + go.hash().map(hash -> ", " + hash).orElse("")
        + (go.download() ? ", to be downloaded" : "");
  }

  private static String instgo(Making.Tool tool) {
    String here =
        tool.version().orElse("of unknown version")
            + tool.sha256().map(hash -> ", SHA-256 " + hash).orElse("");
    return here + ", for " + tool.host() + ", " + tool.address() + download(tool.download());
  }

  private static String layer(LayerForecast layer) {
    return String.format(
        Locale.ROOT,
        "%-12s  %8s  %-7s  %s",
        layer.digest().map(digest -> digest.shortHex()).orElse("not known"),
        (layer.estimated() ? "~" : "") + Texts.bytes(layer.size()),
        layer.way().name().toLowerCase(Locale.ROOT),
        layer.reason());
  }

  private void cost(String indent, Bounds reading, Bounds pushing) {
    Bounds total = reading.plus(pushing);
    row(
        indent,
        "requests",
        range(total, Part.REQUESTS)
            + "  (planning again "
            + range(reading, Part.REQUESTS)
            + "; pushing "
            + range(pushing, Part.REQUESTS)
            + ")");
    row(indent, "reads", range(total, Part.RECEIVED));
    row(indent, "sends", range(total, Part.SENT));
  }

  private enum Part {
    REQUESTS,
    RECEIVED,
    SENT;

    String of(Cost cost) {
      return switch (this) {
        case REQUESTS -> Long.toString(cost.requests());
        case RECEIVED -> Texts.bytes(cost.received());
        case SENT -> Texts.bytes(cost.sent());
      };
    }
  }

  private static String range(Bounds bounds, Part part) {
    String expected = part.of(bounds.expected());
    String most = part.of(bounds.worstCase());
    return expected.equals(most) ? expected : expected + ", at most " + most;
  }

  private void row(String indent, String title, String text) {
    List<String> rest = new ArrayList<>(text.lines().toList());
    String first = rest.isEmpty() ? "" : rest.remove(0);
    lines.add(String.format(Locale.ROOT, "%s%-10s %s", indent, title, first).stripTrailing());
    rest.forEach(line -> lines.add(indent + " ".repeat(11) + line));
  }
}
