package io.github.difyarms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Go packages made of many different functions, which compile to as much machine code, tables and
 * debug information as a large server has. The same seed gives the same text.
 */
final class GeneratedCode {
  private static final String[] HELPERS = {
    "func H0(a, b uint64) uint64 { a ^= b << 13; a ^= a >> 7; a ^= a << 17; return a*b + 1 }",
    "func H1(a, b uint64) uint64 { return bits.RotateLeft64(a*0x9E3779B97F4A7C15, 31) ^ b }",
    "func H2(a, b uint64) uint64 { if a > b { return a - b*3 }; return b%(a|1) + 7 }",
    "func H3(a, b uint64) uint64 { return uint64(math.Sqrt(float64(a)*1.5+float64(b&0xffff))) }",
    "func H4(a, b uint64) uint64 { h, l := bits.Mul64(a, b); return h ^ l }",
    "func H5(a, b uint64) uint64 { return uint64(bits.OnesCount64(a))*b + uint64(bits.Len64(b)) }",
    "func H6(a, b uint64) uint64 { return (a&0xff00ff00ff00ff)*b>>8 | a&b<<3 }",
    "func H7(a, b uint64) uint64 { for b&1 == 0 && b != 0 { b >>= 1; a += b }; return a }",
  };

  private static final String[] WORDS = {
    "session",
    "tenant",
    "plugin",
    "storage",
    "stream",
    "endpoint",
    "cluster",
    "invoke",
    "model",
    "worker",
    "cache",
    "lock",
    "schema",
    "upload",
    "trace",
    "limit",
    "node",
    "token",
    "install"
  };

  private final Random random;
  private final String module;

  GeneratedCode(String module, long seed) {
    this.module = module;
    this.random = new Random(seed);
  }

  /** Writes the packages below {@code internal/load} and a file beside main that uses them. */
  void writeTo(Path source, int packages, int functions) throws IOException {
    Path load = source.resolve("internal/load");
    write(
        load.resolve("mix/mix.go"),
        "package mix\n\nimport (\n\t\"math\"\n\t\"math/bits\"\n)\n\n"
            + String.join("\n\n", HELPERS)
            + "\n");
    StringBuilder imports = new StringBuilder();
    StringBuilder uses = new StringBuilder();
    for (int i = 0; i < packages; i++) {
      write(load.resolve("p" + i + "/code.go"), code(i, functions));
      imports.append("\t\"").append(module).append("/internal/load/p").append(i).append("\"\n");
      uses.append("\tfor _, f := range p").append(i).append(".All {\n\t\tx = f(x)\n\t}\n");
    }
    write(
        source.resolve("cmd/server/load.go"),
        "package main\n\nimport (\n\t\"os\"\n"
            + imports
            + ")\n\nfunc init() {\n\tif os.Getenv(\"BENCH_LOAD\") == \"\" {\n\t\treturn\n\t}\n"
            + "\tx := uint64(len(os.Args))\n"
            + uses
            + "\tprintln(x)\n}\n");
  }

  private String code(int number, int functions) {
    StringBuilder text = new StringBuilder("package p" + number + "\n\nimport (\n\t\"fmt\"\n");
    text.append("\t\"strings\"\n\n\t. \"").append(module).append("/internal/load/mix\"\n)\n\n");
    StringBuilder all = new StringBuilder("// All has every function.\nvar All = []func(uint64)");
    all.append(" uint64{");
    for (int i = 0; i < functions; i++) {
      String name = camel() + camel() + i;
      text.append(type(name)).append(function(name));
      all.append(name).append(", ");
    }
    return text.append(all).append("}\n").toString();
  }

  private String type(String name) {
    return "type t"
        + name
        + " struct {\n\t"
        + camel()
        + "A uint64\n\tB map[string]uint64\n"
        + "\tC []string\n}\n\n";
  }

  private String function(String name) {
    StringBuilder text = new StringBuilder("func " + name + "(x uint64) uint64 {\n");
    text.append("\tv := t").append(name).append("{B: map[string]uint64{").append(quoted());
    text.append(": x}}\n\ty := x*").append(random.nextInt(1 << 30)).append("\n");
    int lines = 6 + random.nextInt(12);
    for (int i = 0; i < lines; i++) {
      text.append(line());
    }
    return text.append("\treturn x ^ y ^ uint64(len(v.C))\n}\n\n").toString();
  }

  private String line() {
    return switch (random.nextInt(9)) {
      case 0 -> "\tv.B[" + quoted() + "] = " + mixed() + "\n";
      case 1 -> "\tv.C = append(v.C, fmt.Sprintf(" + format() + ", x, y))\n";
      case 2 ->
          "\tif strings.Contains("
              + quoted()
              + ", fmt.Sprint(y)) {\n\t\tx = "
              + mixed()
              + "\n\t}\n";
      case 3 ->
          "\tswitch x % "
              + (3 + random.nextInt(40))
              + " {\n\tcase 1:\n\t\ty = "
              + mixed()
              + "\n\tcase 2:\n\t\tx = "
              + mixed()
              + "\n\t}\n";
      case 4 ->
          "\tfor i := uint64(0); i < x%"
              + (2 + random.nextInt(90))
              + "; i++ {\n\t\ty += "
              + mixed()
              + "\n\t}\n";
      default -> (random.nextBoolean() ? "\tx = " : "\ty = ") + mixed() + "\n";
    };
  }

  private String mixed() {
    String helper = "H" + random.nextInt(HELPERS.length);
    String other = "H" + random.nextInt(HELPERS.length);
    return helper + "(x^" + number() + ", " + other + "(y, " + number() + "))";
  }

  private String number() {
    return "0x" + Long.toHexString(random.nextLong() >>> (20 + random.nextInt(40)));
  }

  private String format() {
    return "\"" + word() + " %d " + word() + "-" + word() + " %x " + random.nextInt(1000) + "\"";
  }

  private String quoted() {
    return "\""
        + word()
        + "/"
        + word()
        + "_"
        + Integer.toString(random.nextInt(1 << 20), 36)
        + "\"";
  }

  private String word() {
    return WORDS[random.nextInt(WORDS.length)];
  }

  private String camel() {
    String word = word();
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
