package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSearchTest {
  private static final String PATH = "/app/api/run.sh";
  private static final String ENTRYPOINT = "/entrypoint.sh";
  private static final String SECOND = "/app/api/docker/entrypoint.sh";

  private final MemoryBlobs blobs = new MemoryBlobs();
  private final List<Descriptor> layers = new ArrayList<>();

  private FileSearchTest layer(Tar tar) {
    return layer(tar.gzip());
  }

  private FileSearchTest layer(byte[] stored) {
    layers.add(blobs.add(stored));
    return this;
  }

  private static WantedFile wanted(String path, boolean required) {
    AbsoluteUnixPath asked = AbsoluteUnixPath.get(path);
    return required ? WantedFile.required(asked, 1 << 20) : WantedFile.optional(asked, 1 << 20);
  }

  private SearchResult search(WantedFile... files) throws IOException {
    return FileSearch.search(blobs, layers, List.of(files), SearchLimits.DEFAULT);
  }

  private FoundFile find(String path) throws IOException {
    SearchResult result = search(wanted(path, true));
    assertThat(blobs.leftOpen()).isZero();
    return of(result, path);
  }

  private static FoundFile of(SearchResult result, String path) {
    return Objects.requireNonNull(result.found().get(AbsoluteUnixPath.get(path)));
  }

  private static EntryAttributes parent(FoundFile file, String path) {
    return Objects.requireNonNull(file.parents().get(path));
  }

  private static String text(FoundFile file) throws IOException {
    try (InputStream in = file.content().orElseThrow().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void assertMissing(String path) {
    assertThatThrownBy(() -> find(path)).hasMessageContaining("DA-302").hasMessageContaining(path);
  }

  private void assertNotRegular(String why) {
    assertThatThrownBy(() -> find(PATH)).hasMessageContaining("DA-306").hasMessageContaining(why);
  }

  @Test
  void theTopmostLayerWinsAndLowerOnesAreNotReadOnceSettled() throws IOException {
    layer(new Tar().file("run.sh", "lowest"));
    layer(new Tar().file("run.sh", "old"));
    layer(new Tar().file("run.sh", "new"));
    layer(new Tar().file("other", ""));

    FoundFile found = find("/run.sh");

    assertThat(text(found)).isEqualTo("new");
    assertThat(found.layer()).isEqualTo(2);
    assertThat(found.digest()).isEqualTo(Digest.of("new".getBytes(StandardCharsets.UTF_8)));
    assertThat(blobs.opened()).containsExactly(layers.get(3).digest(), layers.get(2).digest());
  }

  @Test
  void ofTwoEntriesInOneLayerTheLaterIsUnpacked() throws IOException {
    layer(new Tar().file("run.sh", "first").file("run.sh", "second"));

    assertThat(text(find("/run.sh"))).isEqualTo("second");
  }

  @Test
  void aHardLinkKeepsWhatItsTargetWasWhenItWasMade() throws IOException {
    layer(
        new Tar()
            .file("original", "first")
            .hardLink("app/api/run.sh", "original")
            .file("original", "second"));

    assertThat(text(find(PATH))).isEqualTo("first");
  }

  @Test
  void whatTakesADirectorysPlaceInTheSameLayerTakesWhatWasInItAway() {
    layer(
        new Tar()
            .file("app/api/run.sh", "gone")
            .symlink("app", "other")
            .directory("app/", 0755)
            .directory("app/api/", 0755));

    assertMissing(PATH);
  }

  @Test
  void aWhiteoutHidesTheFileInLowerLayersAndNoneOfThemIsRead() {
    layer(new Tar().directory("app/", 0755).directory("app/api/", 0755).file("app/api/run.sh", ""));
    layer(new Tar().whiteout("app/api/run.sh"));

    assertMissing(PATH);
    assertThat(blobs.opened()).containsExactly(layers.get(1).digest());
  }

  @Test
  void aWhiteoutOfADirectoryAboveHidesTheFile() {
    layer(new Tar().file("app/api/run.sh", "")).layer(new Tar().whiteout("app"));

    assertMissing(PATH);
  }

  @Test
  void anOpaqueDirectoryHidesWhatLayersBelowHaveInIt() {
    layer(new Tar().file("app/api/run.sh", "")).layer(new Tar().opaque("app/"));

    assertMissing(PATH);
  }

  @Test
  void anOpaqueRootHidesEverythingBelow() {
    layer(new Tar().file("app/api/run.sh", "")).layer(new Tar().opaque(""));

    assertMissing(PATH);
  }

  @Test
  void whiteoutsSayNothingOfTheirOwnLayer() throws IOException {
    layer(new Tar().directory("app/", 0700).file("app/api/run.sh", "old"));
    layer(
        new Tar()
            .directory("app/", 0750)
            .file("app/api/run.sh", "new")
            .opaque("app/api/")
            .whiteout("app/api/run.sh")
            .whiteout("app"));

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("new");
    assertThat(found.parents()).containsOnlyKeys("/app");
    assertThat(parent(found, "/app").modeText()).isEqualTo("0750");
  }

  @Test
  void aDirectoryReplacedByAFileHidesWhatWasInIt() {
    layer(new Tar().file("app/api/run.sh", "")).layer(new Tar().file("app/api", "a file now"));

    assertMissing(PATH);
  }

  @ParameterizedTest
  @CsvSource({
    "real.sh, /app/api/real.sh",
    "/opt/real.sh, /opt/real.sh",
    "../real.sh, /app/real.sh",
    "../../../../real.sh, /real.sh",
    "./real.sh, /app/api/real.sh"
  })
  void aSymbolicLinkIsFollowedToTheFile(String target, String real) throws IOException {
    layer(new Tar().file(real.substring(1), "here")).layer(new Tar().symlink(PATH, target));

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("here");
    assertThat(found.asked()).hasToString(PATH);
    assertThat(found.path()).hasToString(real);
  }

  @Test
  void aSymbolicLinkAmongTheDirectoriesIsFollowed() throws IOException {
    layer(new Tar().directory("srv/", 0711).file("srv/api/run.sh", "here"));
    layer(new Tar().symlink("app", "srv"));

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("here");
    assertThat(found.path()).hasToString("/srv/api/run.sh");
    assertThat(found.parents()).containsOnlyKeys("/srv");
  }

  @Test
  void aDirectoryCoversALinkOfALayerBelowEvenWhenOnlyItsContentIsListed() throws IOException {
    layer(new Tar().file("srv/api/run.sh", "below").symlink("app", "srv"));
    layer(new Tar().file("app/api/run.sh", "above"));

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("above");
    assertThat(found.parents()).isEmpty();
  }

  @Test
  void symbolicLinksInACircleAreRefused() {
    layer(new Tar().symlink("app/api/run.sh", "other.sh").symlink("app/api/other.sh", "run.sh"));

    assertNotRegular("more than 10 symbolic links");
  }

  @ParameterizedTest
  @CsvSource({"/, root directory", "docker/../real.sh, down and up again"})
  void linksThatCannotBeFollowedForSureAreRefused(String target, String why) {
    layer(new Tar().file("app/api/real.sh", "").symlink(PATH, target));

    assertNotRegular(why);
  }

  @Test
  void aHardLinkHasTheBytesAndAttributesOfItsTarget() throws IOException {
    layer(new Tar().file("app/api/run.sh", "old"));
    layer(
        new Tar()
            .file("./app/real.sh", "here", header -> header.setMode(0550))
            .hardLink("app/api/run.sh", "app/real.sh"));

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("here");
    assertThat(found.attributes().modeText()).isEqualTo("0550");
    assertThat(found.path()).hasToString(PATH);
  }

  @Test
  void aHardLinkToNothingInItsLayerIsRefused() {
    layer(new Tar().file("app/real.sh", "")).layer(new Tar().hardLink(PATH, "app/real.sh"));

    assertNotRegular("not in the same layer");
  }

  @Test
  void aHardLinkBelowTheFileIsNotLookedAt() throws IOException {
    layer(new Tar().directory("app/", 0755).hardLink("app/api/run.sh", "nowhere"));
    layer(new Tar().directory("app/api/", 0755).file("app/api/run.sh", "here"));

    assertThat(text(find(PATH))).isEqualTo("here");
    assertThat(blobs.opened()).hasSize(2);
  }

  @Test
  void directoriesAboveHaveTheAttributesOfTheTopmostLayerThatListsThem() throws IOException {
    Instant time = Instant.parse("2026-02-03T04:05:06.789Z");
    layer(new Tar().directory("app/", 0700).directory("app/api/", 0700));
    layer(
        new Tar()
            .directory(
                "app/api/",
                header -> {
                  header.setMode(02775);
                  header.setUserId(3_000_000_000L);
                  header.setGroupId(1001);
                  header.setLastModifiedTime(FileTime.from(time));
                  header.addPaxHeader("SCHILY.xattr.user.kept", "yes é");
                }));
    layer(new Tar().directory("app/", 0770));
    layer(new Tar().file("app/api/run.sh", ""));

    FoundFile found = find(PATH);

    assertThat(found.parents()).containsOnlyKeys("/app", "/app/api");
    assertThat(parent(found, "/app").modeText()).isEqualTo("0770");
    EntryAttributes api = parent(found, "/app/api");
    assertThat(api.modeText()).isEqualTo("2775");
    assertThat(api.ownership()).isEqualTo("3000000000:1001");
    assertThat(api.modified()).isEqualTo(time);
    assertThat(api.xattrs()).isEqualTo(Map.of("user.kept", "yes é"));
    assertThat(blobs.opened()).hasSize(3);
  }

  @Test
  void anExtendedAttributeThatIsNoTextIsRefusedRatherThanChanged() {
    Tar tar =
        new Tar()
            .directory(
                "app/", h -> h.addPaxHeader("SCHILY.xattr.system.posix_acl_access", "\ufffd"))
            .file("app/api/run.sh", "");
    layer(tar);

    assertThatThrownBy(() -> find(PATH))
        .hasMessageContaining("DA-306")
        .hasMessageContaining("system.posix_acl_access");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 4096})
  void gzipOfManyMembersIsReadToItsEnd(int size) throws IOException {
    layer(new Tar().file("a", "x".repeat(3000)).file("app/api/run.sh", "here").gzipMembers(size));

    assertThat(text(find(PATH))).isEqualTo("here");
  }

  @Test
  void bytesThatHoldNothingComeToAnEnd() throws IOException {
    byte[] named = new byte[9 << 20]; // a header with a file name that does not end
    Arrays.fill(named, (byte) 'x');
    byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3};
    System.arraycopy(header, 0, named, 0, header.length);
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    byte[] member = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < 500_000; i++) {
      empty.write(member);
    }

    for (byte[] stored : List.of(named, empty.toByteArray())) {
      layers.clear();
      layer(stored);
      assertThatThrownBy(() -> find(PATH))
          .hasMessageContaining("DA-305")
          .hasMessageContaining("of its compressed bytes hold nothing");
    }
    assertThat(blobs.leftOpen()).isZero();
  }

  @Test
  void zstdAndUncompressedLayersAreReadByTheirFirstBytes() throws IOException {
    layer(new Tar().directory("app/", 0770).plain());
    layer(new Tar().directory("app/api/", 02775).file("app/api/run.sh", "here").zstd());

    FoundFile found = find(PATH);

    assertThat(text(found)).isEqualTo("here");
    assertThat(found.parents()).containsOnlyKeys("/app", "/app/api");
  }

  @Test
  void skippableFramesAsPodmanWritesThemAreSkipped() throws IOException {
    byte[] skippable = {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 7, 7, 7};
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.writeBytes(skippable);
    stored.writeBytes(new Tar().file("app/api/run.sh", "here".repeat(100_000)).zstd());
    stored.writeBytes(skippable);
    stored.writeBytes(skippable);
    layer(stored.toByteArray());

    assertThat(text(find(PATH))).isEqualTo("here".repeat(100_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./app/api/run.sh",
        "/app/api/run.sh",
        ".//app/./api/run.sh",
        "tmp/../app/api/run.sh",
        "../app/api/run.sh"
      })
  void namesAreReadAsTheyAreUnpacked(String name) throws IOException {
    layer(new Tar().file(name, "here"));

    assertThat(text(find(PATH))).isEqualTo("here");
  }

  @Test
  void whiteoutsWithOddNamesHideToo() {
    layer(new Tar().file("app/api/run.sh", "")).layer(new Tar().whiteout("./app/api/run.sh"));

    assertMissing(PATH);
  }

  @Test
  void aDirectoryInPlaceOfTheFileIsRefused() {
    layer(new Tar().directory("app/api/run.sh/", 0755));

    assertNotRegular("a directory");
  }

  @Test
  void aDeviceInPlaceOfTheFileIsRefused() {
    layer(new Tar().device("app/api/run.sh"));

    assertNotRegular("a device");
  }

  @Test
  void aFileThatNoLayerHasIsMissing() {
    layer(new Tar().file("app/api/else.sh", ""));

    assertMissing(PATH);
  }

  @Test
  void anOptionalFileBeyondTheBudgetIsReportedAsNotSearched() throws IOException {
    layer(new Tar().file("optional", "")).layer(new Tar().file("run.sh", "here"));
    SearchLimits limits = new SearchLimits(100, 1 << 20, 1100, layers.get(0).size() - 1);

    SearchResult result =
        FileSearch.search(
            blobs, layers, List.of(wanted("/run.sh", true), wanted("/optional", false)), limits);

    assertThat(result.notSearched()).containsExactly(AbsoluteUnixPath.get("/optional"));
    assertThat(result.absent()).isEmpty();
    assertThat(result.found()).containsOnlyKeys(AbsoluteUnixPath.get("/run.sh"));
    assertThat(blobs.opened()).containsExactly(layers.get(1).digest());
  }

  @Test
  void anOptionalFileWithinTheBudgetIsProvenAbsent() throws IOException {
    layer(new Tar().file("else", "")).layer(new Tar().file("run.sh", "here"));

    SearchResult result = search(wanted("/run.sh", true), wanted("/optional", false));

    assertThat(result.absent()).containsExactly(AbsoluteUnixPath.get("/optional"));
    assertThat(result.layersRead()).isEqualTo(2);
  }

  @Test
  void contentLargerThanAskedIsDescribedOnly() throws IOException {
    layer(new Tar().file("small", "123").file("large", "1234"));

    SearchResult result =
        search(
            WantedFile.required(AbsoluteUnixPath.get("/small"), 100),
            WantedFile.required(AbsoluteUnixPath.get("/large"), 3));

    FoundFile large = of(result, "/large");
    assertThat(large.content()).isEmpty();
    assertThat(large.size()).isEqualTo(4);
    assertThat(large.digest()).isEqualTo(Digest.of("1234".getBytes(StandardCharsets.UTF_8)));
    assertThat(of(result, "/small").content()).isPresent();
  }

  private ThrowingCallable within(SearchLimits limits) {
    return () -> FileSearch.search(blobs, layers, List.of(wanted(PATH, true)), limits);
  }

  @Test
  void asManyEntriesAsAllowedAreReadAndNotOneMore() {
    layer(new Tar().file("a", "").file("app/api/run.sh", ""));

    assertThatThrownBy(within(new SearchLimits(1, 1 << 20, 1100, 0)))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("more than 1 entries");
    assertThat(blobs.leftOpen()).isZero();
    assertThatCode(within(new SearchLimits(2, 1 << 20, 1100, 0))).doesNotThrowAnyException();
  }

  @Test
  void moreBytesThanAllowedAreNoticedInsideAnEntry() {
    byte[] tar = new Tar().file("large", "x".repeat(100_000)).plain();
    layer(Arrays.copyOf(tar, 50_000)); // would fail for its end if that were reached

    assertThatThrownBy(within(new SearchLimits(10, 20_000, 1100, 0)))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("more than 20000 bytes");
  }

  @Test
  void aLayerThatUnpacksToManyTimesItsSizeIsRefused() {
    layer(new Tar().file("zeros", "0".repeat(17 << 20)));

    assertThatThrownBy(within(new SearchLimits(10, 1 << 30, 10, 0)))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("more than 10 times");
  }

  @Test
  void anEntryWithAHugeHeaderIsRefusedBeforeItFillsTheMemory() {
    layer(
        new Tar()
            .file("a", "", h -> h.addPaxHeader("SCHILY.xattr.user.huge", "x".repeat(5 << 20))));

    assertThatThrownBy(within(SearchLimits.DEFAULT))
        .hasMessageContaining("DA-304")
        .hasMessageContaining("header");
  }

  @Test
  void aNameOrLinkThatNoFileSystemTakesIsRefusedBeforeItsDirectoriesAreLookedAt() {
    for (Tar tar :
        List.of(
            new Tar().symlink("app/api/run.sh", "x/".repeat(2_049)),
            new Tar().hardLink("app/api/run.sh", "x/".repeat(2_049)),
            new Tar().file("x/".repeat(2_048) + "y", ""))) {
      layers.clear();
      layer(tar);

      assertThatThrownBy(within(SearchLimits.DEFAULT))
          .hasMessageContaining("DA-304")
          .hasMessageContaining("longer than 4096 characters");
    }
  }

  @Test
  void aBlobWithOtherBytesThanItsDigestIsNoticedAfterTheLastEntry() {
    Tar tar = new Tar().file("app/api/run.sh", "forged");
    layer(new Tar().file("app/api/run.sh", "genuine"));
    blobs.damage(layers.get(0), tar.gzip());

    assertThatThrownBy(() -> find(PATH)).isInstanceOf(IOException.class).hasMessage("wrong digest");
  }

  @Test
  void damagedBytesAreReportedByTheirDigestAndNotByWhatTheyBreak() {
    byte[] stored = new Tar().file("app/api/run.sh", "genuine").gzip();
    layer(stored);
    byte[] damaged = stored.clone();
    damaged[20] ^= 0x55;
    blobs.damage(layers.get(0), damaged);

    assertThatThrownBy(() -> find(PATH)).isInstanceOf(IOException.class).hasMessage("wrong digest");
    assertThat(blobs.leftOpen()).isZero();
  }

  @Test
  void aLayerThatIsNoTarThoughItsDigestIsRightIsRefused() {
    byte[] stored = new Tar().file("app/api/run.sh", "x".repeat(5000)).zstd();
    layer(Arrays.copyOf(stored, stored.length - 20));

    assertThatThrownBy(() -> find(PATH)).hasMessageContaining("DA-305");
    assertThat(blobs.leftOpen()).isZero();
  }

  private SearchResult searchMiniature(MiniatureImages.Builder image) throws IOException {
    image.platforms("linux/amd64").odd(Oddity.SINGLE_MANIFEST).script("echo hello\n");
    layers.addAll(ImageManifest.of(image.build().pushTo(blobs, "", "1")).layers());
    return search(wanted(ENTRYPOINT, true), wanted(SECOND, false));
  }

  @ParameterizedTest
  @EnumSource(
      value = Oddity.class,
      names = {"SCRIPT_WHITED_OUT", "NO_SCRIPT"},
      mode = EnumSource.Mode.EXCLUDE)
  void theStartScriptIsFoundInEveryShapeThatHasIt(Oddity oddity) throws IOException {
    SearchResult result = searchMiniature(MiniatureImages.builder().rich().odd(oddity));

    FoundFile script = of(result, ENTRYPOINT);
    assertThat(text(script)).isEqualTo("echo hello\n");
    assertThat(script.attributes().ownership()).isEqualTo("1001:1001");
    boolean hidden = oddity == Oddity.SECOND_COPY_WHITED_OUT || oddity == Oddity.OPAQUE_DIRECTORY;
    assertThat(result.absent().contains(AbsoluteUnixPath.get(SECOND))).isEqualTo(hidden);
    if (!hidden) {
      FoundFile second = of(result, SECOND);
      assertThat(parent(second, "/app").modeText()).isEqualTo("0770");
      assertThat(parent(second, "/app/api").modeText()).isEqualTo("2775");
      assertThat(parent(second, "/app/api").xattrs()).containsEntry("user.miniature", "kept");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Oddity.class,
      names = {"SCRIPT_WHITED_OUT", "NO_SCRIPT"})
  void imagesWithoutTheStartScriptAreRefused(Oddity oddity) {
    assertThatThrownBy(() -> searchMiniature(MiniatureImages.builder().odd(oddity)))
        .hasMessageContaining("DA-302");
  }
}
