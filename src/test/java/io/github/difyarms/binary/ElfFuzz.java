package io.github.difyarms.binary;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Programs: facts, build information, packages, embedded files and the sandbox's libraries. */
public final class ElfFuzz implements FuzzTarget {
  @Override
  public void accept(byte[] input) throws Exception {
    Window program = Window.of(input, "fuzzed");
    Reading.of(() -> Elf.read(program)).ifPresent(Elf::extent);
    Reading.of(() -> ElfFacts.of(Elf.read(program)));
    Reading.of(() -> GoBuild.read(Elf.read(program)));
    Reading.of(() -> GoFunctionNames.of(Elf.read(program)).map(GoPackages::of));
    Reading.of(() -> EmbeddedElf.scan(program)).ifPresent(files -> embedded(input, files));
    for (Machine machine : List.of(Machine.X86_64, Machine.AARCH64)) {
      Reading.of(() -> SandboxLibraries.extract(program, machine))
          .ifPresent(libraries -> libraries(libraries, machine));
    }
    GoQuoted.atStart(new String(input, UTF_8), '=');
  }

  private static void embedded(byte[] program, List<EmbeddedElf> files) {
    for (EmbeddedElf file : files) {
      require(file.offset() > 0 && file.size() >= 52, "a file is larger than its header: " + file);
      require(file.offset() + file.size() <= program.length, "a file ends in its program: " + file);
      require(file.bytes().length == file.size(), "as many bytes as are said: " + file);
      require(file.bytes()[1] == 'E', "a file begins with its magic: " + file);
    }
  }

  private static void libraries(SandboxLibraries libraries, Machine machine) {
    for (EmbeddedElf library : List.of(libraries.python(), libraries.nodejs())) {
      ElfFacts facts = library.facts();
      require(facts.machine().orElseThrow() == machine, "a library is for the machine");
      require(facts.kind() == ElfFacts.Kind.SHARED, "a library is shared");
      require(facts.needed().contains("libseccomp.so.2"), "a library needs libseccomp");
    }
  }

  @Override
  public List<byte[]> seeds() {
    byte[] python = library("x/core/lib/python.Init");
    byte[] nodejs = library("x/core/lib/nodejs.Init");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(MinimalElf.of(Machine.X86_64).content("main").bytes());
    both.writeBytes(python);
    both.writeBytes(nodejs);
    return List.of(
        both.toByteArray(),
        python,
        MinimalElf.of(Machine.AARCH64)
            .interpreter("/lib/ld.so.1")
            .needs("libc.so.6")
            .versions("libc.so.6", "GLIBC_2.17", "GLIBC_2.38")
            .bytes(),
        MinimalElf.of(32, ByteOrder.BIG_ENDIAN).needs("libc.so.6").bytes(),
        MinimalElf.of(Machine.X86_64).section(".go.buildinfo", buildInformation()).bytes(),
        MinimalElf.of(Machine.X86_64).section(".gopclntab", functions()).bytes(),
        MinimalElf.of(Machine.X86_64).section(".data.rel.ro", functions()).bytes());
  }

  private static byte[] library(String content) {
    return MinimalElf.of(Machine.X86_64).needs("libseccomp.so.2").content(content).bytes();
  }

  private static byte[] buildInformation() {
    String lines =
        "path\ta.b/c\nmod\ta.b\t(devel)\ndep\td.e/f\tv1\th1:=\n=>\tg\tv2\nbuild\t\"-x\"=\"\\x41\"\n";
    String modules = "0".repeat(16) + lines + "1".repeat(16);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\u00ff Go buildinf:\u0008\u0002".getBytes(ISO_8859_1));
    bytes.writeBytes(new byte[16]);
    bytes.write(6);
    bytes.writeBytes("go1.24".getBytes(ISO_8859_1));
    bytes.write(modules.length());
    bytes.writeBytes(modules.getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  private static byte[] functions() {
    byte[] names = "main.main\0a/b.F\0a%2ec/d.(*T).M-fm\0type:.eq.x\0".getBytes(ISO_8859_1);
    ByteBuffer table = ByteBuffer.allocate(72 + names.length).order(ByteOrder.LITTLE_ENDIAN);
    table.putInt(0xffff_fff1).put(7, (byte) 8).putLong(32, 72).putLong(40, 72L + names.length);
    return table.put(72, names).array();
  }

  @Override
  public List<String> words() {
    return List.of(
        "\u007fELF",
        ".go.buildinfo",
        ".gopclntab",
        ".data.rel.ro",
        "libseccomp.so.2",
        "GLIBC_2.38",
        "core/lib/python.",
        "core/lib/nodejs.",
        "build\t",
        "dep\t",
        "=>\t",
        "path\t",
        "mod\t",
        "\\x",
        "\\U",
        "\"",
        "(*T)",
        "main.",
        "%2e",
        "type:.eq.");
  }

  @Override
  public int longest() {
    return 8192;
  }
}
