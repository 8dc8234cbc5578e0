package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureElf.Machine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What lies at {@code /main} of a miniature sandbox, made without a compiler: a program that
 * carries the two seccomp libraries for its machine, among images for other machines and text that
 * only looks like their beginning.
 */
public final class SandboxProgram {
  private static final List<String> NEEDED = List.of("libseccomp.so.2", "libc.so.6");

  private SandboxProgram() {}

  /** The libraries that it carries. */
  public enum Library {
    /** {@code python.so}. */
    PYTHON("python"),
    /** {@code nodejs.so}. */
    NODEJS("nodejs");

    private final String language;

    Library(String language) {
      this.language = language;
    }

    /** Returns the name of its file. */
    public String file() {
      return language + ".so";
    }

    /** Returns its bytes for a machine. */
    public byte[] bytes(Machine machine) {
      String marker = "github.com/langgenius/dify-sandbox/internal/core/lib/" + language + ".Level";
      byte[] content = ("go\0" + marker + "\0").getBytes(StandardCharsets.US_ASCII);
      return MiniatureElf.sharedObject(machine, file(), NEEDED, content);
    }
  }

  /** Returns the program for an architecture as images name it. */
  public static byte[] of(String architecture) {
    Machine machine = Machine.of(architecture);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    text(content, "miniature dify-sandbox\0\u007fELF is how such files begin\0");
    for (Machine foreign : List.of(Machine.I386, Machine.S390X, Machine.ARM)) {
      content.writeBytes(MiniatureElf.program(foreign, new byte[] {1, 2, 3}));
      text(content, "\0"); // nothing is aligned in a Go program's data
    }
    content.writeBytes(Library.NODEJS.bytes(machine));
    text(content, "between");
    content.writeBytes(
        MiniatureElf.sharedObject(
            machine, "other.so", List.of("libc.so.6"), new byte[] {1, 2, 3, 4, 5}));
    Machine other = machine == Machine.ARM64 ? Machine.AMD64 : Machine.ARM64;
    content.writeBytes(Library.PYTHON.bytes(other));
    content.writeBytes(Library.PYTHON.bytes(machine));
    text(content, "end\0");
    return MiniatureElf.program(machine, content.toByteArray());
  }

  private static void text(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
