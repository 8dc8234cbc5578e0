package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WheelArchiveTest {
  private static final String RECORD = "demo-1.0.dist-info/RECORD";
  private static final String X = "x.py";

  @TempDir Path temp;

  @Test
  void aWheelIsRead() throws IOException {
    try (WheelArchive wheel = WheelArchive.open(demo().in(temp))) {
      assertThat(wheel.files()).extracting(WheelEntry::name).contains(X, RECORD).hasSize(4);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      WheelEntry entry = wheel.files().stream().filter(e -> e.name().equals(X)).findAny().get();
      assertThat(wheel.copy(entry, out).size()).isEqualTo(4);
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("text");
    }
  }

  @Test
  void sizesBehindTheBytesAndDirectoriesAreNothingUnusual() throws IOException {
    Path streamed = demo().unlisted("folder/", "", 0040755).streamedIn(temp);

    assertThatCode(() -> check(streamed)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"demo.whl", "demo-1.0.zip", "demo-1.0-py3-none-any.zip", "-1-py3-none-any.whl"})
  void aFileNameThatSaysNothingIsRefused(String file) throws IOException {
    refuse(TestWheel.of("demo-1.0", file).in(temp), "DA-711", "its name is not");
  }

  @Test
  void aFileThatIsNoZipIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("demo-1.0-py3-none-any.whl"), "no zip");

    refuse(file, "DA-711", "it is no zip");
  }

  @Test
  void aFileThatIsNotThereIsNoFaultOfTheWheel() {
    assertThatThrownBy(() -> WheelArchive.open(temp.resolve("demo-1.0-py3-none-any.whl")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @CsvSource({"other-1.0, demo 1.0", "demo-1.1, demo 1.0"})
  void theDirectoryOfMetadataMustBeThatOfTheFileName(String stem, String said) throws IOException {
    refuse(TestWheel.of(stem, "demo-1.0-py3-none-any.whl").in(temp), "DA-711", said);
  }

  @ParameterizedTest
  @CsvSource({
    "My_Demo-1.0, my_demo-1.0.0-1-py3-none-any.whl",
    "demo-1.0.post1, demo-1.post1-py2.py3-none-any.whl",
    "ruamel.yaml-0.1, ruamel_yaml-0.1-py3-none-any.whl",
    "demo-2024.01, demo-2024.1-py3-none-any.whl",
    "demo-1.0rc0, demo-1.0c0-py3-none-any.whl",
    "demo-1.0+local.1, demo-1.0+local_1-py3-none-any.whl"
  })
  void otherSpellingsOfNameAndVersionAreTheSame(String stem, String file) throws IOException {
    Path wheel = TestWheel.of(stem, file).in(temp);

    assertThatCode(() -> check(wheel)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"1.1, 11", "1.0rc0, 1.0rc1", "1.0, 1.0.post1", "1.0a1, 1.0b1", "10, 1"})
  void differentVersionsAreNotTheSame(String one, String other) {
    assertThat(new WheelName("demo", one).means(new WheelName("demo", other))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Name: other, Name: demo", "Version: 2, Version: 1.0", "Version:, Version: 1.0"})
  void metadataMustBeThatOfTheFileName(String wrong, String right) throws IOException {
    String text = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\nVersion: 9\n";

    assertThatCode(() -> check(demo().info("METADATA", text).in(temp))).doesNotThrowAnyException();
    refuse(demo().info("METADATA", text.replace(right, wrong)).in(temp), "DA-711", "METADATA");
    refuse(demo().info("METADATA", right + "\n" + text).in(temp), "DA-711", "one header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"METADATA", "WHEEL"})
  void aWheelWithoutItsDescriptionIsRefused(String name) throws IOException {
    refuse(demo().without("demo-1.0.dist-info/" + name).in(temp), "DA-711", name);
  }

  @Test
  void aSecondDirectoryOfMetadataIsRefused() throws IOException {
    refuse(demo().file("other-1.0.dist-info/METADATA", "").in(temp), "DA-711", "one directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0", "10.0", "", "one", "0.1"})
  void aFormatThatIsNotKnownIsRefused(String version) throws IOException {
    refuse(demo().info("WHEEL", "Wheel-Version: " + version).in(temp), "DA-711", "Wheel-Version");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20_000})
  void aNewerMinorFormatIsTaken(int numbers) throws IOException {
    Path wheel = demo().info("WHEEL", "Wheel-Version: 1" + ".9".repeat(numbers) + "\n").in(temp);

    assertThatCode(() -> check(wheel)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../x",
        "a/..",
        "/x",
        "//x",
        "a//x",
        "./x",
        "a/./x",
        "a/b\\x",
        "C:x",
        "c:/x",
        "a\u0000x",
        "a\nx",
        "a\u001b[2Jx",
        "a\u0085x",
        ".wh.x",
        "a/.wh..wh..opq",
        ".wh.a/x"
      })
  void aNameThatIsNoneBelowTheDirectoryIsRefused(String name) throws IOException {
    Path wheel = demo().file(name, "").in(temp);

    assertThatThrownBy(() -> check(wheel))
        .hasMessageContainingAll("DA-712", "demo-1.0-py3-none-any.whl entry ", "the name")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u0000", "\u001b", "\u0085"));
  }

  @Test
  void namesThatOnlyLookUnusualAreTaken() throws IOException {
    Path wheel =
        demo()
            .file("a b/…é.txt", "")
            .file("..x/y..", "")
            .file("ab:c", "")
            .file("wh.x", "")
            .in(temp);

    assertThatCode(() -> check(wheel)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"256, 1", "100, 21"})
  void aNameThatIsTooLongIsRefused(int length, int segments) throws IOException {
    String name = ("n".repeat(length) + "/").repeat(segments) + "x";

    refuse(demo().file(name, "").in(temp), "DA-712", "bytes");
  }

  @ParameterizedTest
  @CsvSource({"0120777", "0040755", "0010644", "0060644", "0140644"})
  void whatIsNoFileIsRefused(String mode) throws IOException {
    refuse(demo().file("x", "target", Integer.parseInt(mode, 8)).in(temp), "DA-712", "entry x");
  }

  @Test
  void aDirectoryWithTheModeOfALinkOrWithContentIsRefused() throws IOException {
    refuse(demo().unlisted("x/", "", 0120777).in(temp), "DA-712", "a link");
    refuse(demo().unlisted("x/", "text", 0040755).in(temp), "DA-712", "directory with content");
  }

  @Test
  void anEncryptedEntryIsRefused() throws IOException {
    refuse(changed(demo(), b -> flag(b, 1, true)), "DA-712", "encrypted");
  }

  @Test
  void aMethodOtherThanDeflateIsRefused() throws IOException {
    refuse(
        changed(
            demo(),
            b -> {
              b.putShort(local(b) + 8, (short) 12);
              b.putShort(central(b) + 10, (short) 12);
            }),
        "DA-712",
        "method 12");
  }

  @Test
  void aNameInNoKnownCharacterSetIsRefused() throws IOException {
    refuse(changed(demo(), b -> name(b, 0, (byte) 0xe9)), "DA-712", "character set");
  }

  @Test
  void twoEntriesOfOneNameAreRefused() throws IOException {
    refuse(demo().unlisted(X, "other", 0100644).in(temp), "DA-712", "two entries");
    refuse(demo().unlisted(X + "/", "", 0040755).in(temp), "DA-712", "two entries");
  }

  @Test
  void aHeaderThatContradictsTheDirectoryIsRefused() throws IOException {
    String why = "the zip contradicts itself";
    refuse(changed(demo(), b -> b.put(local(b) + 30, (byte) 'y')), "DA-712", "another name");
    refuse(changed(demo(), b -> flag(b, 1 << 1, false)), "DA-712", "other flags");
    refuse(changed(demo(), b -> b.putShort(local(b) + 8, (short) 0)), "DA-712", "another method");
    refuse(changed(demo(), b -> b.putInt(local(b) + 14, 7)), "DA-712", "other sizes");
    refuse(changed(demo(), b -> b.putInt(local(b) + 18, 7)), "DA-712", why);
    refuse(changed(demo(), b -> b.putInt(local(b) + 22, 7)), "DA-712", "other sizes");
    refuse(changed(demo(), b -> b.putInt(central(b) + 20, 5)), "DA-712", why);
  }

  @Test
  void sizesBehindTheBytesThatContradictTheDirectoryAreRefused() throws IOException {
    Path wheel = demo().streamedIn(temp);
    ByteBuffer bytes = buffer(Files.readAllBytes(wheel));
    bytes.putInt(find(bytes, 0x08074b50) + 4, 7);
    Files.write(wheel, contents(bytes));

    refuse(wheel, "DA-712", "the sizes after it");
  }

  @Test
  void bytesThatBelongToNoEntryAreRefused() throws IOException {
    Path wheel = demo().in(temp);
    byte[] bytes = Files.readAllBytes(wheel);
    Files.write(wheel, join("hidden".getBytes(StandardCharsets.UTF_8), bytes));
    refuse(wheel, "DA-71", "");
    Files.write(wheel, join(bytes, "hidden".getBytes(StandardCharsets.UTF_8)));
    refuse(wheel, "DA-712", "bytes that belong to no entry");
  }

  @Test
  void anEntryThatOnlyTheDirectoryLeavesOutIsRefused() throws IOException {
    Path wheel = demo().in(temp);
    ByteBuffer bytes = buffer(Files.readAllBytes(wheel));
    int first = find(bytes, 0x02014b50);
    int next = first + 46 + bytes.getShort(first + 28) + bytes.getShort(first + 30);
    int end = find(bytes, 0x06054b50);
    byte[] shorter = new byte[bytes.capacity() - (next - first)];
    System.arraycopy(contents(bytes), 0, shorter, 0, first);
    System.arraycopy(contents(bytes), next, shorter, first, bytes.capacity() - next);
    ByteBuffer result = buffer(shorter);
    int newEnd = end - (next - first);
    result.putShort(newEnd + 8, (short) 3).putShort(newEnd + 10, (short) 3);
    result.putInt(newEnd + 12, bytes.getInt(end + 12) - (next - first));
    Files.write(wheel, shorter);

    refuse(wheel, "DA-712", "the zip contradicts itself");
  }

  @Test
  void moreEntriesOrBytesThanTheLimitsAreRefused() throws IOException {
    Path wheel = demo().file("zeros", "0".repeat(100_000)).in(temp);

    assertThatCode(
            () -> WheelArchive.open(wheel, new WheelLimits(5, 101_000, 1000, 0, 9999)).close())
        .doesNotThrowAnyException();
    refuse(wheel, new WheelLimits(4, 101_000, 1000, 0, 9999), "it has 5 entries, the limit is 4");
    refuse(wheel, new WheelLimits(5, 100_000, 1000, 0, 9999), "unpacks to more than 100000");
    refuse(wheel, new WheelLimits(5, 101_000, 10, 100_000, 9999), "more than 10 times");
    refuse(wheel, new WheelLimits(5, 101_000, 1000, 0, 50), "it has more than 50 bytes");
  }

  @Test
  void anEntryThatUnpacksToMoreThanItSaysIsRefused() throws IOException {
    Path wheel =
        changed(
            demo(),
            b -> {
              b.putInt(local(b) + 22, 3);
              b.putInt(central(b) + 24, 3);
            });

    refuse(wheel, "DA-71", "x.py");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha384", "sha512"})
  void strongerHashesAreTaken(String algorithm) throws IOException {
    RecordRows.Row row = TestWheel.row(X, bytes("text"), algorithm);
    TestWheel wheel = demo().record(text -> replaceRow(text, row.hash() + ",4"));

    assertThatCode(() -> check(wheel.in(temp))).doesNotThrowAnyException();
    String other = row.hash().replaceFirst("(=.*).$", "$1-");
    refuse(demo().record(text -> replaceRow(text, other + ",4")).in(temp), "DA-713", "its bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "md5=HLBpFCBGQ8LbsNZ4yvC4wA,4 | sha256, sha384 or sha512 is wanted",
        "sha1=NyMMZ1Tg8w3AUajPaFjCU3oIplM,4 | sha256, sha384 or sha512 is wanted",
        "sha256=AAAA,4 | its bytes have",
        "abc,4 | is wanted",
        ",4 | RECORD has no hash"
      })
  void aFileThatRecordDoesNotVouchForIsRefused(String values, String why) throws IOException {
    refuse(demo().record(text -> replaceRow(text, values)).in(temp), "DA-713", why);
  }

  @Test
  void aWrongSizeInRecordIsRefusedAndAMissingOneIsNot() throws IOException {
    String hash = TestWheel.row(X, bytes("text"), "sha256").hash();

    refuse(demo().record(text -> replaceRow(text, hash + ",5")).in(temp), "DA-713", "says 5 bytes");
    Path wheel = demo().record(text -> replaceRow(text, hash + "=,")).in(temp);
    assertThatCode(() -> check(wheel)).doesNotThrowAnyException();
  }

  @Test
  void filesAndRecordMustBeTheSame() throws IOException {
    refuse(demo().unlisted("y.py", "", 0100644).in(temp), "DA-713", "does not know this file");
    refuse(demo().record(text -> text + "y.py,sha256=AA,1\n").in(temp), "DA-713", "is not there");
    refuse(demo().record(text -> text + X + ",sha256=AA,4\n").in(temp), "DA-713", "lists it twice");
    Path signed = demo().unlisted(RECORD + ".jws", "{}", 0100644).in(temp);
    assertThatCode(() -> check(signed)).doesNotThrowAnyException();
    Path doubled = demo().record(text -> text + text).in(temp);
    assertThatCode(() -> check(doubled)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\n", "\"a,b,c\n", "a,b,c,d\n"})
  void aRecordThatCannotBeReadIsRefused(String line) throws IOException {
    refuse(demo().record(text -> text + line).in(temp), "DA-711", RECORD);
  }

  @Test
  void bytesThatCannotBeUnpackedAreRefused() throws IOException {
    refuse(changed(demo(), b -> b.put(content(b), (byte) 0xff)), "DA-713", X);
  }

  private static TestWheel demo() {
    return TestWheel.of("demo-1.0").file(X, "text");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String replaceRow(String record, String values) {
    return record.replaceFirst("(?m)^x\\.py,.*$", "x.py," + values);
  }

  private static void check(Path wheel) throws IOException {
    try (WheelArchive archive = WheelArchive.open(wheel)) {
      for (WheelEntry entry : archive.files()) {
        archive.copy(entry, OutputStream.nullOutputStream());
      }
    }
  }

  private static void refuse(Path wheel, String code, String why) {
    assertThatThrownBy(() -> check(wheel))
        .hasMessageContainingAll(code, wheel.getFileName().toString(), why);
  }

  private static void refuse(Path wheel, WheelLimits limits, String why) {
    assertThatThrownBy(() -> WheelArchive.open(wheel, limits))
        .hasMessageContainingAll("DA-715", wheel.getFileName().toString(), why);
  }

  private Path changed(TestWheel wheel, Consumer<ByteBuffer> change) throws IOException {
    Path path = wheel.in(temp);
    ByteBuffer bytes = buffer(Files.readAllBytes(path));
    change.accept(bytes);
    return Files.write(path, contents(bytes));
  }

  private static byte[] contents(ByteBuffer bytes) {
    byte[] all = new byte[bytes.capacity()];
    bytes.get(0, all);
    return all;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns where the header of x.py before its bytes is. */
  private static int local(ByteBuffer bytes) {
    return header(bytes, 0x04034b50, 30);
  }

  private static int content(ByteBuffer bytes) {
    return local(bytes) + 30 + X.length() + bytes.getShort(local(bytes) + 28);
  }

  /** Returns where the header of x.py in the directory is. */
  private static int central(ByteBuffer bytes) {
    return header(bytes, 0x02014b50, 46);
  }

  private static int header(ByteBuffer bytes, int signature, int length) {
    for (int i = 0; i < bytes.capacity() - length - X.length(); i++) {
      byte[] name = new byte[X.length()];
      bytes.get(i + length, name);
      if (bytes.getInt(i) == signature && new String(name, StandardCharsets.UTF_8).equals(X)) {
        return i;
      }
    }
    throw new AssertionError("no header of " + X);
  }

  private static int find(ByteBuffer bytes, int signature) {
    for (int i = 0; ; i++) {
      if (bytes.getInt(i) == signature) {
        return i;
      }
    }
  }

  private static void flag(ByteBuffer b, int bit, boolean both) {
    b.putShort(local(b) + 6, (short) (b.getShort(local(b) + 6) | bit));
    if (both) {
      b.putShort(central(b) + 8, (short) (b.getShort(central(b) + 8) | bit));
    }
  }

  /** Changes the name in both headers, and takes the flag away that says it is UTF-8. */
  private static void name(ByteBuffer b, int at, byte to) {
    int local = local(b);
    int central = central(b);
    b.put(local + 30 + at, to).put(central + 46 + at, to);
    b.putShort(local + 6, (short) (b.getShort(local + 6) & ~(1 << 11)));
    b.putShort(central + 8, (short) (b.getShort(central + 8) & ~(1 << 11)));
  }

  private static byte[] join(byte[] a, byte[] b) {
    ByteBuffer all = ByteBuffer.allocate(a.length + b.length);
    return all.put(a).put(b).array();
  }
}
