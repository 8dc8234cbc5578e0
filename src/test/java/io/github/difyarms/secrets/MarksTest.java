package io.github.difyarms.secrets;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {
  private final Mark one = Mark.of("On", "one", Set.of(), Set.of());
  private final Mark other = Mark.plain("Ot", "other", Set.of(), Set.of());
  private final Marks marks = new Marks(List.of(one, other));

  private List<String> found(byte[] bytes) {
    return marks.in(bytes).stream().map(Marks.Hit::mark).toList();
  }

  private List<String> found(String text) {
    return found(text.getBytes(UTF_8));
  }

  @Test
  void aMarkIsFoundInEveryFormThatProgramsWriteItIn() throws IOException {
    String value = one.value();

    assertThat(found("a " + value + " b")).containsExactly("On");
    assertThat(found(URLEncoder.encode(value, UTF_8))).containsExactly("On");
    assertThat(found(new ObjectMapper().writeValueAsString(value))).containsExactly("On");
    assertThat(found(HexFormat.of().formatHex(value.getBytes(UTF_8)))).containsExactly("On");
    assertThat(found(HexFormat.of().withUpperCase().formatHex(value.getBytes(UTF_8))))
        .containsExactly("On");
    assertThat(found(value.getBytes(UTF_16LE))).containsExactly("On");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "xy", "user:", "someone:", "somebody:"})
  void aMarkIsFoundInBase64WhateverStandsBeforeIt(String before) {
    byte[] pair = (before + other.value()).getBytes(UTF_8);

    assertThat(found(Base64.getEncoder().encodeToString(pair))).containsExactly("Ot");
    assertThat(found(Base64.getUrlEncoder().encodeToString(pair))).containsExactly("Ot");
  }

  @Test
  void aMarkIsFoundInArchivesWithinArchives() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(("layer " + one.value()).getBytes(UTF_8));
    }
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(jar)) {
      zip.putNextEntry(new ZipEntry("layer.tar.gz"));
      zip.write(packed.toByteArray());
    }

    assertThat(found(packed.toByteArray())).containsExactly("On");
    assertThat(found(jar.toByteArray())).containsExactly("On");
  }

  @Test
  void aMarkIsFoundInTheBeginningOfAnArchiveThatBreaksOff() throws IOException {
    byte[] random = new byte[20_000];
    new Random(7).nextBytes(random);
    byte[] noise = HexFormat.of().formatHex(random).getBytes(UTF_8); // not stored as it is
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(("layer " + one.value()).getBytes(UTF_8));
      out.write(noise);
    }
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("first"));
      out.write(("wheel " + other.value()).getBytes(UTF_8));
      out.write(noise);
    }

    assertThat(found(Arrays.copyOf(gzip.toByteArray(), 10_000))).containsExactly("On");
    assertThat(found(Arrays.copyOf(zip.toByteArray(), 10_000))).containsExactly("Ot");
    byte[] damaged = gzip.toByteArray();
    Arrays.fill(damaged, 15_000, 16_000, (byte) 0);
    assertThat(found(damaged)).containsExactly("On");
  }

  @Test
  void whatHoldsNoMarkIsClean() {
    assertThat(found("ZqJ7Wx9 and ZqJ7W x9K")).isEmpty();
  }
}
