package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.Notes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
  enum Way {
    FILE,
    HTTP_V0,
    HTTP_V2
  }

  @TempDir Path directory;

  private final Heard heard = new Heard();
  private final Notes notes = new Notes();
  private final List<AutoCloseable> open = new ArrayList<>();
  private HttpTransport http;
  private Repo repo;

  @BeforeEach
  void create() {
    http = new HttpTransport(HttpOptions.defaults().withRetries(2), notes, notes);
    repo = new Repo(directory.resolve("upstream"));
    open.add(http);
    open.add(repo);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  private GitServer server(boolean second) {
    try {
      GitServer server = new GitServer(repo.repository(), second);
      open.add(server);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String address(Way way) {
    return way == Way.FILE ? repo.directory().toString() : server(way == Way.HTTP_V2).url();
  }

  private Path cache() {
    return directory.resolve("cache");
  }

  private SourceTree fetch(String url, String revision) {
    return fetch(url, revision, false);
  }

  private SourceTree fetch(String url, String revision, boolean offline) {
    return new Sources(cache(), http, heard, offline).fetch(new SourceLocation.Git(url), revision);
  }

  private static String text(SourceTree tree, String path) {
    return new String(tree.read(path).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static ErrorCode code(Runnable work) {
    try {
      work.run();
    } catch (DifyArmsException e) {
      return e.code();
    }
    throw new AssertionError("nothing was thrown");
  }

  @ParameterizedTest
  @EnumSource
  void aTagIsTakenBeforeABranchAndAnnotatedTagsGiveTheirCommit(Way way) {
    String first = repo.commit("a/file", "one");
    repo.tag("1.0", true);
    String second = repo.commit("a/file", "two");
    repo.branch("1.0");
    repo.tag("2.0", false);
    repo.branch("work");
    repo.commit("a/file", "three");
    String url = address(way);

    SourceTree tagged = fetch(url, "1.0");

    assertThat(tagged.identity()).isEqualTo(first);
    assertThat(tagged.commit()).contains(first);
    assertThat(tagged.paths()).containsExactly("a/file");
    assertThat(text(tagged, "a/file")).isEqualTo("one");
    assertThat(fetch(url, "2.0").identity()).isEqualTo(second);
    assertThat(fetch(url, "work").identity()).isEqualTo(second);
    assertThat(text(tagged, "a/file")).isEqualTo("one");
  }

  @ParameterizedTest
  @EnumSource
  void aCommitThatNoNameHasIsFoundByItsId(Way way) {
    String first = repo.commit("file", "one");
    repo.commit("file", "two");

    assertThat(text(fetch(address(way), first), "file")).isEqualTo("one");
  }

  /** JGit misreads the answer to a shallow fetch by version 0 once it has 32 commits to offer. */
  @Test
  void aCacheOfManyRevisionsTakesOneMore() {
    String url = address(Way.FILE);
    for (int i = 0; i < 34; i++) {
      String commit = repo.commit("file", "number " + i);
      assertThat(fetch(url, "main").identity()).isEqualTo(commit);
    }
  }

  @Test
  void aKnownCommitIdNeedsNoRequest() {
    String commit = repo.commit("file", "one");
    GitServer server = server(true);
    fetch(server.url(), commit);
    server.asked.clear();

    assertThat(fetch(server.url(), commit).identity()).isEqualTo(commit);
    assertThat(server.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theSecondTimeNothingIsTransferred(Way way) {
    repo.commit("file", "one");
    repo.tag("1.0", true);
    String url = address(way);
    fetch(url, "1.0");

    fetch(url, "1.0");

    assertThat(heard.fetched).containsExactly("1.0");
    assertThat(heard.cached).containsExactly("1.0");
  }

  @Test
  void onlyTheOneCommitIsTransferred() throws IOException {
    repo.commit("old", "x");
    repo.commit("file", "one");
    repo.tag("1.0", false);
    GitServer server = server(true);

    fetch(server.url(), "1.0");

    assertThat(server.asked).containsExactly("refs", "ls", "fetch");
    assertThat(http.traffic().requests()).isEqualTo(3);
    assertThat(cached("/shallow")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aTagThatMovedIsFollowedWithAWarning(Way way) {
    String first = repo.commit("file", "one");
    repo.tag("1.0", true);
    String url = address(way);
    fetch(url, "1.0");
    String second = repo.commit("file", "two");
    repo.tag("1.0", true);

    assertThat(fetch(url, "1.0").identity()).isEqualTo(second);
    assertThat(heard.warnings).singleElement().asString().contains(first, second, "refs/tags/1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9.9", "0123456789012345678901234567890123456789", "a..b", "*", "-x y", ""})
  void whatTheRepositoryDoesNotHaveIsNamed(String revision) {
    repo.commit("file", "one");
    for (Way way : Way.values()) {
      String url = address(way);
      assertThat(code(() -> fetch(url, revision))).isEqualTo(ErrorCode.REVISION_MISSING);
    }
  }

  @Test
  void aRepositoryThatIsNotThereIsUnreachable() throws IOException {
    repo.commit("file", "one");
    GitServer missing = server(true).status(404);
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }

    assertThatThrownBy(() -> fetch(missing.url(), "1.0"))
        .hasMessageContaining("DA-611")
        .hasMessageContaining(missing.url())
        .hasMessageContaining("not found");
    assertThatThrownBy(() -> fetch("http://127.0.0.1:" + nobody + "/x.git", "1.0"))
        .hasMessageContaining("DA-611")
        .hasMessageContaining("refused");
    assertThatThrownBy(() -> fetch(directory.resolve("nothing").toString(), "1.0"))
        .hasMessageContaining("DA-611");
  }

  @Test
  void aServerThatFailsForAMomentIsAskedAgain() {
    repo.commit("file", "one");
    GitServer busy = server(true).status(503);

    assertThatThrownBy(() -> fetch(busy.url(), "main"))
        .hasMessageContaining("DA-611")
        .hasMessageContaining("503");
    assertThat(busy.asked).containsExactly("refs", "refs", "refs");
  }

  @Test
  void plainHttpToAnotherMachineIsRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> fetch("http://git.example.com/x.git", "1.0"))
        .hasMessageContaining("DA-611")
        .hasMessageContaining("plain HTTP");
    assertThat(http.traffic().requests()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theLoginInAnAddressIsUsedAndNeverShown(boolean second) throws IOException {
    repo.commit("file", "one");
    GitServer server = server(second).login("us er:s3cr@t");
    String right = server.url().replace("//", "//us%20er:s3cr%40t@");
    String wrong = server.url().replace("//", "//us%20er:s3cret@");

    SourceTree tree = fetch(right, "main");

    assertThat(text(tree, "file")).isEqualTo("one");
    assertThat(tree.shown()).isEqualTo(server.url() + " main");
    assertThatThrownBy(() -> fetch(wrong, "main"))
        .hasMessageContaining("DA-611")
        .message()
        .doesNotContain("s3cret");
    assertThatThrownBy(() -> fetch(server.url(), "main"))
        .hasMessageContaining("DA-611")
        .hasMessageContaining("not authorized");
    try (Stream<Path> files = Files.walk(cache()).filter(Files::isRegularFile)) {
      assertThat(files).allMatch(file -> !content(file).contains("s3cr"));
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRedirectIsFollowedButTheLoginStaysBehind() {
    repo.commit("file", "one");
    GitServer free = server(true);
    GitServer locked = server(true).login("user:s3cret");
    String freeHost = free.url().replace("/repo.git", "");
    String lockedHost = locked.url().replace("/repo.git", "");
    String login = server(true).redirect(freeHost).url().replace("//", "//user:s3cret@");
    String leak = server(true).redirect(lockedHost).url().replace("//", "//user:s3cret@");

    assertThat(text(fetch(login, "main"), "file")).isEqualTo("one");
    assertThatThrownBy(() -> fetch(leak, "main")).hasMessageContaining("not authorized");
  }

  @Test
  void aPackThatBreaksOffIsFetchedAgain() {
    repo.commit("file", "one ".repeat(1000) + System.identityHashCode(this));
    GitServer server = server(true);
    server.cuts.set(1);

    fetch(server.url(), "main");

    assertThat(notes.waits).hasSize(1);
    assertThat(server.asked).containsExactly("refs", "ls", "fetch", "refs", "ls", "fetch");
  }

  @Test
  void aPackThatAlwaysBreaksOffIsUnreachableAndLeavesTheCacheUsable() {
    repo.commit("file", "one");
    GitServer server = server(true);
    server.cuts.set(3);

    assertThat(code(() -> fetch(server.url(), "main"))).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    assertThat(text(fetch(server.url(), "main"), "file")).isEqualTo("one");
  }

  @Test
  void twoBuildsAtOnceDoNotHurtEachOther() throws Exception {
    repo.commit("file", "one");
    repo.tag("1.0", false);
    repo.commit("file", "two");
    repo.tag("2.0", false);
    GitServer server = server(true);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<SourceTree>> trees = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String revision = i % 2 == 0 ? "1.0" : "2.0";
        trees.add(threads.submit(() -> fetch(server.url(), revision)));
      }
      for (int i = 0; i < 8; i++) {
        assertThat(text(trees.get(i).get(), "file")).isEqualTo(i % 2 == 0 ? "one" : "two");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(heard.fetched).containsExactlyInAnyOrder("1.0", "2.0");
  }

  private List<Path> cached(String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(cache())) {
      return files.filter(f -> f.toString().endsWith(suffix)).toList();
    }
  }

  private void damage(String suffix) throws IOException {
    for (Path file : cached(suffix)) {
      assertThat(file.toFile().setWritable(true)).isTrue();
      byte[] bytes = Files.readAllBytes(file);
      for (int i = bytes.length / 3; i < bytes.length * 2 / 3; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(file, bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".pack", ".idx", "/config", "/HEAD"})
  void aDamagedCacheIsDroppedAndFetchedAnew(String part) throws IOException {
    repo.commit("file", "one ".repeat(1000) + System.nanoTime());
    GitServer server = server(true);
    String whole = text(fetch(server.url(), "main"), "file");
    damage(part);

    assertThat(text(fetch(server.url(), "main"), "file")).isEqualTo(whole);
    assertThat(text(fetch(server.url(), "main"), "file")).isEqualTo(whole);
    assertThat(heard.fetched.size()).isLessThanOrEqualTo(3);
  }

  @Test
  void offlineTakesWhatTheCacheHasAndNothingElse() {
    String commit = repo.commit("file", "one");
    repo.tag("1.0", true);
    GitServer server = server(true);
    fetch(server.url(), "1.0");
    server.asked.clear();

    assertThat(fetch(server.url(), "1.0", true).identity()).isEqualTo(commit);
    assertThat(fetch(server.url(), commit, true).identity()).isEqualTo(commit);
    assertThat(code(() -> fetch(server.url(), "main", true))).isEqualTo(ErrorCode.OFFLINE);
    assertThat(server.asked).isEmpty();
    assertThat(fetch(repo.directory().toString(), "1.0", true).identity()).isEqualTo(commit);
  }

  @Test
  void anExportHasEveryFileWithItsModeAndOnlyLinksThatStayInside() throws IOException {
    repo.folder()
        .executable("bin/run.sh", "run")
        .link("bin/again", "run.sh")
        .link("up", "bin/../../outside")
        .link("absolute", "/no/such/file")
        .file("sub/.gitignore", "");
    repo.commit("go.mod", "module x");
    SourceTree tree = fetch(repo.directory().toString(), "main");
    Path target = directory.resolve("target");

    tree.exportTo(target);

    assertThat(tree.paths())
        .containsExactly("absolute", "bin/again", "bin/run.sh", "go.mod", "sub/.gitignore", "up");
    assertThat(target.resolve("bin/run.sh")).isExecutable().hasContent("run");
    assertThat(Files.isExecutable(target.resolve("go.mod"))).isFalse();
    assertThat(target.resolve("bin/again")).isSymbolicLink().hasContent("run");
    assertThat(Files.exists(target.resolve("up"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Files.exists(target.resolve("absolute"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(tree.read("bin/again")).isEmpty();
    assertThat(code(() -> tree.exportTo(target))).isEqualTo(ErrorCode.OUTPUT_NOT_WRITABLE);
  }

  @Test
  void whatCameInWhenABuildWasKilledGoesWithTheNextFetch() throws IOException {
    repo.commit("file", "one");
    repo.tag("1.0", false);
    fetch(address(Way.FILE), "1.0");
    Path objects;
    try (Stream<Path> entries = Files.list(cache().resolve("git"))) {
      objects = entries.filter(Files::isDirectory).findFirst().orElseThrow().resolve("objects");
    }
    Path pack = Files.writeString(objects.resolve("incoming_123.pack"), "half a pack");
    Path index = Files.writeString(objects.resolve("incoming_123.idx"), "half an index");
    Path object = Files.writeString(objects.resolve("noz123.tmp"), "half an object");

    assertThat(text(fetch(address(Way.FILE), "1.0"), "file")).isEqualTo("one");

    assertThat(pack).doesNotExist();
    assertThat(index).doesNotExist();
    assertThat(object).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"shallow.lock", "HEAD"})
  void aRepositoryThatAKilledBuildLeftInTheMiddleIsFetchedAnew(String file) throws IOException {
    repo.commit("file", "one");
    repo.tag("1.0", false);
    fetch(address(Way.FILE), "1.0");
    Path repository;
    try (Stream<Path> entries = Files.list(cache().resolve("git"))) {
      repository = entries.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    if (file.equals("HEAD")) {
      Files.delete(repository.resolve(file));
    } else {
      Files.writeString(repository.resolve(file), "");
    }
    repo.commit("file", "two");
    repo.tag("2.0", false);

    assertThat(text(fetch(address(Way.FILE), "2.0"), "file")).isEqualTo("two");
  }
}
