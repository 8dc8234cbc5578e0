package io.github.difyarms.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoBuildTest {
  private static final int INLINE = 2;
  private static final String LINES =
      """
      path	example.com/app/cmd
      mod	example.com/app	(devel)
      dep	example.com/a	v1.0.0	h1:aaa=
      dep	example.com/b	v2.0.0
      =>	example.com/fork	v2.0.1	h1:bbb=
      later	something of a newer Go
      build	-compiler=gc
      build	-ldflags="-X \\"a=b\\"\\t-w"
      build	"odd key"=x
      build	empty=
      """;

  private static byte[] buildInformation(int flags, String version, String modules) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\u00ff Go buildinf:".getBytes(ISO_8859_1));
    bytes.write(8);
    bytes.write(flags);
    bytes.writeBytes(new byte[16]);
    for (String text : List.of(version, modules)) {
      for (int left = text.length(); ; left >>>= 7) {
        bytes.write(left < 0x80 ? left : (left & 0x7f) | 0x80);
        if (left < 0x80) {
          break;
        }
      }
      bytes.writeBytes(text.getBytes(ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static byte[] buildInformation(String lines) {
    return buildInformation(INLINE, "go1.24.13", "0".repeat(16) + lines + "1".repeat(16));
  }

  private static Optional<GoBuild> read(MinimalElf elf) {
    return GoBuild.read(Elf.read(Window.of(elf.bytes(), "test")));
  }

  private static Optional<GoBuild> read(byte[] section) {
    return read(MinimalElf.of(Machine.X86_64).section(".go.buildinfo", section));
  }

  @Test
  void everyLineIsRead() {
    GoBuild build = read(buildInformation(LINES)).orElseThrow();

    assertThat(build.goVersion()).isEqualTo("go1.24.13");
    assertThat(build.path()).isEqualTo("example.com/app/cmd");
    assertThat(build.main()).contains(module("example.com/app", "(devel)", "", Optional.empty()));
    assertThat(build.dependencies())
        .containsExactly(
            module("example.com/a", "v1.0.0", "h1:aaa=", Optional.empty()),
            module(
                "example.com/b",
                "v2.0.0",
                "",
                Optional.of(module("example.com/fork", "v2.0.1", "h1:bbb=", Optional.empty()))));
    assertThat(build.settings())
        .containsEntry("-compiler", "gc")
        .containsEntry("-ldflags", "-X \"a=b\"\t-w")
        .containsEntry("odd key", "x")
        .containsEntry("empty", "")
        .hasSize(4);
  }

  private static GoModuleVersion module(
      String path, String version, String sum, Optional<GoModuleVersion> replacement) {
    return new GoModuleVersion(path, version, sum, replacement);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 48})
  void withoutASectionItIsFoundInTheDataSegmentAtItsAlignment(int distance) {
    MinimalElf empty = MinimalElf.of(Machine.AARCH64).withoutSections();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int start = empty.bytes().length;
    content.writeBytes(new byte[-start & 15]);
    content.write(0);
    content.writeBytes("\u00ff Go buildinf:".getBytes(ISO_8859_1)); // 15 bytes, not aligned
    content.writeBytes(new byte[1 + distance]);
    content.writeBytes(buildInformation(LINES));

    assertThat(read(empty.content(content.toByteArray())))
        .map(GoBuild::path)
        .contains("example.com/app/cmd");
  }

  @Test
  void aProgramOfAnotherLanguageHasNone() {
    assertThat(read(MinimalElf.of(Machine.X86_64).content("C"))).isEmpty();
    assertThat(read(MinimalElf.of(Machine.X86_64).withoutSections().type(2))).isEmpty();
  }

  @Test
  void anOlderGosFormIsNotRead() {
    assertThat(read(buildInformation(0, "", ""))).isEmpty();
  }

  @Test
  void aProgramWithoutModulesHasAVersionOnly() {
    GoBuild build = read(buildInformation(INLINE, "go1.24.13", "")).orElseThrow();

    assertThat(build.goVersion()).isEqualTo("go1.24.13");
    assertThat(build.path()).isEmpty();
    assertThat(build.dependencies()).isEmpty();
  }

  @Test
  void lengthsBeyondTheSectionAreDamage() {
    byte[] bytes = buildInformation("path\ta\n");
    bytes[32] = 0x7f;
    assertThatThrownBy(() -> read(bytes)).hasMessageContaining("DA-643");
    Arrays.fill(bytes, 32, 42, (byte) 0xff);
    assertThatThrownBy(() -> read(bytes)).hasMessageContaining("DA-643");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-equals-sign", "\"open=", "key=\"open", "\"key\"x=1"})
  void aSettingThatGoDoesNotWriteIsDamage(String setting) {
    assertThatThrownBy(() -> read(buildInformation("build\t" + setting + "\n")))
        .hasMessageContaining("DA-643")
        .hasMessageContaining(setting);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "\"a b\", a b",
        "\"\\x41\\u0042\\U00000043\", ABC",
        "\"\\q\\\\\", q\\",
        "\"\\xzz\", xzz",
        "plain, plain"
      })
  void quotesAreTakenOffAsGoPutsThemOn(String written, String meant) {
    assertThat(GoQuoted.atStart(written, '\n')).map(GoQuoted::text).contains(meant);
  }
}
