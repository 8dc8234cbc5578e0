package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.demo.MiniatureSources.Generation;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.SourceListener;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.source.Sources;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoSettings;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoChoiceTest {
  @TempDir Path directory;
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(1), NetListener.silent());
  private final Commands commands = new Commands(Redaction.none());
  private final List<String> notes = new ArrayList<>();
  private Optional<String> pinned = Optional.empty();
  private final Map<String, String> kept = new TreeMap<>();
  private GoToolchains toolchains;
  private String local;

  @BeforeEach
  void prepare() {
    assumeTrue(CommandLine.find("go", "the choice of Go was not tested").isPresent());
    withProxy("off");
    local = toolchains.local().orElseThrow().version();
  }

  /** Without a module proxy ("off") the Go of this machine is the only one there is. */
  private void withProxy(String goproxy) {
    toolchains =
        new GoToolchains(
            directory,
            new Downloads(transport, NetListener.silent(), (what, done, total) -> {}),
            commands,
            new GoSettings(goproxy, "off", "", "", Map.of(), System.getenv()),
            Host.current(),
            notes::add);
  }

  /** A module proxy that lists one release of the minor version of this machine's Go. */
  private void withListed(String version) throws IOException {
    Path proxy = directory.resolve("proxy");
    Path list = Files.createDirectories(proxy.resolve("golang.org/toolchain/@v")).resolve("list");
    Host host = Host.current();
    Files.writeString(
        list, "v0.0.1-go" + version + "." + host.os() + "-" + host.architecture() + "\n");
    withProxy(proxy.toUri().toString());
  }

  @AfterEach
  void close() {
    commands.close();
    transport.close();
  }

  private String minor() {
    String[] parts = local.split("\\.", -1);
    return parts[0] + "." + parts[1];
  }

  private Memory memory() {
    return new Memory() {
      @Override
      public Optional<String> recall(String key) {
        return Optional.ofNullable(kept.get(key));
      }

      @Override
      public void remember(String key, String value) {
        kept.put(key, value);
      }
    };
  }

  /** Returns the choice for a daemon. */
  private String choose(String goDirective, String builder, Optional<String> asked, boolean again) {
    Path folder = directory.resolve("source-" + goDirective + "-" + builder);
    MiniatureSources.writePluginDaemon(
        folder, Generation.PKG_MANIFEST, goDirective, Optional.empty(), builder);
    SourceTree tree =
        new Sources(directory.resolve("sources"), transport, SourceListener.silent(), true)
            .fetch(SourceLocation.parse(folder.toString(), directory, "source"), "");
    return new GoChoice(toolchains, memory())
        .version("sandbox", tree, GoModule.of(tree), asked, pinned, again, notes::add);
  }

  @Test
  void theBuilderImageCountsWhenItIsNewerThanTheModule() {
    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(local);
    assertThat(notes).anyMatch(note -> note.contains("cannot be found out"));
  }

  @Test
  void theModuleCountsWhenItIsNewerThanTheBuilderImage() {
    assertThat(choose(minor(), "1.21", Optional.empty(), false)).isEqualTo(local);
  }

  @Test
  void aChoiceOnceMadeForASourceStaysUnlessItIsMadeAgain() throws IOException {
    withListed(minor() + ".98");
    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(minor() + ".98");
    withListed(minor() + ".99");

    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(minor() + ".98");
    assertThat(choose("1.21", minor(), Optional.empty(), true)).isEqualTo(minor() + ".99");
  }

  @Test
  void theGoThatStoodInWhileNobodyCouldBeAskedIsNotKept() throws IOException {
    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(local);
    assertThat(kept).isEmpty();
    withListed(minor() + ".99");

    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(minor() + ".99");
  }

  @Test
  void anExactVersionIsTakenAsItIs() {
    assertThat(choose("1.21", "1.22", Optional.of("1.23.4"), false)).isEqualTo("1.23.4");
    assertThat(choose("1.21", "1.22", Optional.of("local"), false)).isEqualTo(local);
    assertThat(choose("1.21", "1.22", Optional.of(minor()), false)).isEqualTo(local);
  }

  @Test
  void thePinnedVersionServesUnlessAnotherOneIsAskedFor() throws IOException {
    withListed(minor() + ".99");
    pinned = Optional.of(minor() + ".1");

    assertThat(choose("1.21", minor(), Optional.empty(), false)).isEqualTo(minor() + ".1");
    assertThat(choose("1.21", minor(), Optional.empty(), true)).isEqualTo(minor() + ".1");
    assertThat(choose("1.21", minor(), Optional.of(minor()), false)).isEqualTo(minor() + ".1");
    assertThat(choose("1.21", minor(), Optional.of("1.23.4"), false)).isEqualTo("1.23.4");
    pinned = Optional.of("1.22.1");
    assertThat(choose("1.21", minor(), Optional.of(minor()), false)).isEqualTo(minor() + ".99");
  }

  @Test
  void aPinnedVersionThatTheSourceHasOutgrownIsRefusedWithTheWayToANewerOne() {
    pinned = Optional.of("1.23.2");

    assertThatThrownBy(() -> choose("1.23.3", "1.22", Optional.empty(), false))
        .hasMessageContaining("DA-621")
        .hasMessageContaining("asks for 1.23.3")
        .hasMessageContaining("-Ddify-arms.lock.update=sandbox.go");
    assertThatThrownBy(() -> choose("1.23.3", "1.22", Optional.of("1.23"), false))
        .hasMessageContaining("-Ddify-arms.lock.update=sandbox.go");
  }

  @Test
  void whatIsTooOldOrNoVersionIsRefused() {
    assertThatThrownBy(() -> choose("1.23.3", "1.22", Optional.of("1.23.2"), false))
        .hasMessageContaining("DA-621")
        .hasMessageContaining("asks for 1.23.3");
    assertThatThrownBy(() -> choose("1.21", "1.22", Optional.of("newest"), false))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("1.26.4, 1.26 or local");
  }
}
