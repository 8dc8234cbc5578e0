package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoPackagesTest {
  private static final int MAGIC = 0xffff_fff1;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "main.main, main",
        "main.main.func1.2, main",
        "github.com/a/b.(*T).M, github.com/a/b",
        "github.com/a/b.T.M-fm, github.com/a/b",
        "github.com/a/b%2ec.F, github.com/a/b.c",
        "gopkg.in/yaml%2ev3.(*Node).x, gopkg.in/yaml.v3",
        "go.opentelemetry.io/otel.Tracer, go.opentelemetry.io/otel",
        "go.uber.org/zap.(*T).M.func1, go.uber.org/zap",
        "slices.SortFunc[...], slices",
        "a/b.F[go.shape.struct { x.org/y.T }], a/b",
        "a/b.(*Pair[x.org/y/z.T]).Same, a/b",
        "main.(*T).x.org/y.private, main",
        "a/b.glob..func1, a/b",
        "a/b.init.0, a/b",
        "ex.org/%E4%BD%A0.F, ex.org/\u4f60",
        "ex.org/a%zz.F, ex.org/a%zz",
        "vendor/golang.org/x/net/idna.F, vendor/golang.org/x/net/idna"
      })
  void aFunctionsNameBeginsWithItsPackage(String function, String path) {
    assertThat(packages(function)).containsExactly(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type:.eq.x.org/y.T",
        "type..eq.x.org/y.T",
        "go:struct { x.org/y.T }.M",
        "go.(*struct { x.org/y.T }).M",
        "_rt0_amd64_linux",
        "x_cgo_init",
        "",
        ".",
        "(",
        "a/.b"
      })
  void whatTheCompilerAndCMadeBelongsToNoPackage(String function) {
    assertThat(packages(function)).isEmpty();
  }

  @Test
  void aPromotedMethodIsNoPackage() {
    assertThat(packages("main.main", "c.org/d.F", "main.T.c.org/d.private"))
        .containsExactly("c.org/d", "main");
    assertThat(packages("a.org/b.F", "c.org/d.F", "a.org/b.T.c.org/d.private"))
        .containsExactly("a.org/b", "c.org/d");
    assertThat(packages("a.org/b.F", "a.org/b.c.d/e.F"))
        .containsExactly("a.org/b", "a.org/b.c.d/e");
  }

  private static Set<String> packages(String... functions) {
    return GoPackages.of(List.of(functions).iterator());
  }

  private static byte[] table(int magic, int word, long start, long end, String names) {
    byte[] text = names.getBytes(StandardCharsets.UTF_8);
    ByteBuffer table = ByteBuffer.allocate(8 + 8 * word + text.length);
    table.order(ByteOrder.LITTLE_ENDIAN).putInt(magic).put(7, (byte) word);
    for (int i = 0; i < 2; i++) {
      long value = i == 0 ? start : end;
      int at = 8 + (3 + i) * word;
      if (word == 8) {
        table.putLong(at, value);
      } else {
        table.putInt(at, (int) value);
      }
    }
    return table.put(8 + 8 * word, text).array();
  }

  private static SortedSet<String> read(String section, byte[] table) {
    byte[] elf = MinimalElf.of(Machine.X86_64).section(section, table).bytes();
    return GoFunctionNames.of(Elf.read(Window.of(elf, "test")))
        .map(GoPackages::of)
        .orElse(new TreeSet<>(Set.of("no table")));
  }

  @ParameterizedTest
  @CsvSource({
    ".gopclntab, 0xfffffff1, 8",
    ".gopclntab, 0xfffffff0, 8",
    ".gopclntab, 0xfffffff1, 4",
    ".data.rel.ro.gopclntab, 0xfffffff1, 8"
  })
  void theNamesAreBetweenTwoOffsets(String section, String magic, int word) {
    int start = 8 + 8 * word;
    String names = "main.main\0\0a/b.F\0";

    byte[] table = table(Long.decode(magic).intValue(), word, start, start + 17, names + "c/d.F\0");

    assertThat(read(section, table)).containsExactly("a/b", "main");
  }

  @Test
  void aTableThatACLinkerMergedIntoAnotherSectionIsFound() {
    byte[] table = table(MAGIC, 8, 72, 82, "main.main\0");
    ByteBuffer merged = ByteBuffer.allocate(400).put(0, table, 0, 20).put(33, table);
    merged.put(128, table);

    assertThat(read(".data.rel.ro", merged.array())).containsExactly("main");
    assertThat(read(".data.rel.ro", new byte[400])).containsExactly("no table");
  }

  @ParameterizedTest
  @CsvSource({"72, 1000", "72, 71", "-1, 80", "72, -1", "9223372036854775807, 80"})
  void offsetsOutsideOfTheTableAreDamage(long start, long end) {
    assertThatThrownBy(() -> read(".gopclntab", table(MAGIC, 8, start, end, "main.main\0")))
        .isInstanceOf(DifyArmsException.class)
        .hasMessageContaining("DA-643");
  }

  @Test
  void pointersOfAnOddSizeAreDamage() {
    byte[] table = table(MAGIC, 8, 72, 82, "main.main\0");
    table[7] = 3;

    assertThatThrownBy(() -> read(".gopclntab", table)).hasMessageContaining("3 bytes");
  }

  @Test
  void aTableOfANewerGoIsNone() {
    assertThat(read(".gopclntab", table(0xffff_fff2, 8, 72, 82, "main.main\0")))
        .containsExactly("no table");
    assertThat(read(".gopclntab", new byte[3])).containsExactly("no table");
    assertThat(read(".text", table(MAGIC, 8, 72, 82, "main.main\0"))).containsExactly("no table");
  }
}
