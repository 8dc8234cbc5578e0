package io.github.difyarms.binary;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The machines that Go builds Linux programs for, with their numbers in ELF headers (System V ABI,
 * registry of {@code e_machine} values).
 */
public enum Machine {
  /** Intel and AMD, 64 bits. */
  X86_64("amd64", 62, 64, ByteOrder.LITTLE_ENDIAN),
  /** Arm, 64 bits. */
  AARCH64("arm64", 183, 64, ByteOrder.LITTLE_ENDIAN),
  /** Intel and AMD, 32 bits. */
  I386("386", 3, 32, ByteOrder.LITTLE_ENDIAN),
  /** Arm, 32 bits. */
  ARM("arm", 40, 32, ByteOrder.LITTLE_ENDIAN),
  /** RISC-V, 64 bits. */
  RISCV64("riscv64", 243, 64, ByteOrder.LITTLE_ENDIAN),
  /** LoongArch, 64 bits. */
  LOONG64("loong64", 258, 64, ByteOrder.LITTLE_ENDIAN),
  /** Power, 64 bits, little endian. */
  PPC64LE("ppc64le", 21, 64, ByteOrder.LITTLE_ENDIAN),
  /** Power, 64 bits, big endian. */
  PPC64("ppc64", 21, 64, ByteOrder.BIG_ENDIAN),
  /** IBM Z. */
  S390X("s390x", 22, 64, ByteOrder.BIG_ENDIAN),
  /** MIPS, 64 bits, little endian. */
  MIPS64LE("mips64le", 8, 64, ByteOrder.LITTLE_ENDIAN),
  /** MIPS, 32 bits, little endian. */
  MIPSLE("mipsle", 8, 32, ByteOrder.LITTLE_ENDIAN);

  private final String goArchitecture;
  private final int number;
  private final int bits;
  private final ByteOrder order;

  Machine(String goArchitecture, int number, int bits, ByteOrder order) {
    this.goArchitecture = goArchitecture;
    this.number = number;
    this.bits = bits;
    this.order = order;
  }

  /**
   * Returns the machine of a Go architecture ({@code GOARCH}), which is also an image platform's.
   *
   * @throws IllegalArgumentException when no machine here has this name
   */
  public static Machine of(String goArchitecture) {
    return Arrays.stream(values())
        .filter(machine -> machine.goArchitecture.equals(goArchitecture))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown architecture " + goArchitecture));
  }

  static Optional<Machine> of(int number, int bits, ByteOrder order) {
    return Arrays.stream(values())
        .filter(m -> m.number == number && m.bits == bits && m.order.equals(order))
        .findFirst();
  }

  /** Returns Go's name for it, for example {@code amd64}. */
  public String goArchitecture() {
    return goArchitecture;
  }

  /** Returns its number in ELF headers, {@code e_machine}. */
  public int number() {
    return number;
  }

  /** Returns its word size in bits: 32 or 64. */
  public int bits() {
    return bits;
  }
}
