package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.lock.Comparison.Item;
import io.github.difyarms.lock.Comparison.Status;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Packing;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks of images that have the agent in them. */
class BakedLockTest {
  private static final String TARBALL = "a".repeat(64);
  private static final List<String> BOTH = List.of("linux/amd64", "linux/arm64");
  private static final Map<String, AgentChoice> AGENTS =
      Map.of("api", new AgentChoice(AgentChoice.NEWEST, Optional.empty()));

  @TempDir Path directory;

  private static PackedWheel wheel(String name, String version) {
    String file = name.replace('-', '_') + "-" + version + "-py3-none-any.whl";
    Digest digest = Digest.of(file.getBytes(StandardCharsets.UTF_8));
    return new PackedWheel(name, version, file, digest, 7, name.startsWith("aliyun"));
  }

  private static List<PackedWheel> wheels(String... requirements) {
    List<PackedWheel> wheels = new ArrayList<>();
    for (String one : requirements) {
      wheels.add(wheel(one.split("==", -1)[0], one.split("==", -1)[1]));
    }
    return wheels;
  }

  private static BuildPlan plan(
      List<String> platforms, Optional<String> tarball, Optional<List<PackedWheel>> wheels) {
    String none = "sha256:" + "0".repeat(64);
    RawManifest manifest =
        RawManifest.of(
            MediaTypes.OCI_MANIFEST,
            ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\""
                    + none
                    + "\",\"size\":2},\"layers\":[]}")
                .getBytes(StandardCharsets.UTF_8));
    BaseImage base =
        new BaseImage(
            ImageManifest.of(manifest), ImageConfig.of("{}".getBytes(StandardCharsets.UTF_8)));
    AddedTree tree =
        new AddedTree(
            "/app/api/.venv/dify-arms",
            new TreeMap<>(),
            new EntryAttributes(0755, 0, 0, Instant.EPOCH, new TreeMap<>()),
            wheels.map(Object::toString),
            new Packing(
                "https://vendor.example/agent.tar.gz?secret",
                tarball.map(it -> "aliyun-agent 2.0.0"),
                tarball,
                OptionalLong.empty(),
                Optional.of("CPython 3.12"),
                "https://index.example/simple",
                wheels,
                0),
            BakedLockTest::make);
    Changes changes =
        new Changes(
            List.of(), List.of(tree), List.of(), new TreeMap<>(), "baked", List.of(), List.of());
    Digest digest = Digest.of(new byte[0]);
    Descriptor entry = Descriptor.of(MediaTypes.OCI_MANIFEST, digest, 1);
    List<PlatformPlan> plans =
        platforms.stream()
            .map(
                it ->
                    new PlatformPlan(
                        Platform.parse(it),
                        entry,
                        base,
                        changes,
                        Instant.EPOCH,
                        Optional.empty(),
                        digest))
            .toList();
    ComponentRequest asked =
        new ComponentRequest(
            "api",
            ImageReference.parse("docker.io/langgenius/dify-api:1.16.1"),
            new Target.Layout(Path.of("layout"), List.of()));
    BuildRequest request =
        new BuildRequest(
            Optional.empty(),
            List.of(asked),
            plans.stream().map(PlatformPlan::platform).toList(),
            Format.AUTO,
            Optional.empty(),
            Path.of("out"),
            Path.of("cache"),
            true,
            false,
            false,
            false);
    return new BuildPlan(
        request,
        List.of(
            new ComponentPlan(
                asked,
                manifest,
                Family.of(MediaTypes.OCI_MANIFEST),
                List.of("x"),
                List.of(),
                plans,
                digest,
                digest,
                digest,
                "key",
                List.of(),
                Optional.empty())));
  }

  private static MadeTree make(Path folder) {
    throw new IllegalStateException("a lock makes nothing");
  }

  private static BuildPlan plan(String... requirements) {
    return plan(BOTH, Optional.of(TARBALL), Optional.of(wheels(requirements)));
  }

  private static Lock lock(BuildPlan plan) {
    return Lock.of(plan, AGENTS);
  }

  private static Lock lock(String... requirements) {
    return lock(plan(requirements));
  }

  private static List<Item> changed(Lock locked, Lock now) {
    return Comparison.of(locked, now, true).changed();
  }

  private LockFile file() {
    return new LockFile(directory.resolve(LockFile.NAME));
  }

  private LockGuard guard(Lock lock) {
    return new LockGuard(
        file(), lock, AGENTS, new RenewCommand(Map.of("dify-arms.difyVersion", "1.16.1")));
  }

  @Test
  void eachWheelIsOneLineOfTheFile() {
    String text = LockJson.write(lock("aliyun-agent==2.0.0", "wrapt==1.17.2"));

    assertThat(text.lines())
        .contains("        \"tarball\" : \"" + TARBALL + "\",")
        .anyMatch(
            line ->
                line.matches(
                    " +\"wrapt\" : \"wrapt-1\\.17\\.2-py3-none-any\\.whl sha256:[0-9a-f]{64}\""));
    assertThat(text.lines().filter(line -> line.contains("\"wrapt\""))).hasSize(1);
    assertThat(text).doesNotContain("secret", "vendor.example", "index.example");

    String newer = LockJson.write(lock("aliyun-agent==2.0.0", "wrapt==1.17.3"));
    List<String> left = new ArrayList<>(newer.lines().toList());
    left.removeAll(text.lines().toList());
    assertThat(left).hasSize(1).allMatch(line -> line.contains("wrapt-1.17.3"));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Lock lock = lock("aliyun-agent==2.0.0", "wrapt==1.17.2");

    file().write(lock);

    assertThat(file().read()).contains(lock);
    assertThat(lock.tarball("api")).contains(TARBALL);
    assertThat(lock.tarball("sandbox")).isEmpty();
    assertThat(lock.wheels("api")).containsOnlyKeys("linux/amd64", "linux/arm64");
    PackedWheel wrapt = wheel("wrapt", "1.17.2");
    assertThat(lock.wheels("api").get("linux/arm64"))
        .contains(new Lock.LockedWheel("wrapt", wrapt.filename(), wrapt.digest()));
    assertThat(lock.wheels("sandbox")).isEmpty();
  }

  @Test
  void whatAPlanDoesNotKnowIsNotLocked() {
    Lock lock = lock(plan(BOTH, Optional.empty(), Optional.empty()));

    assertThat(lock.tarball("api")).isEmpty();
    assertThat(lock.wheels("api")).isEmpty();
  }

  @Test
  void anotherTarballHasMovedAndAWheelOfTheIndexIsNewer() {
    Lock locked = lock("aliyun-agent==2.0.0", "wrapt==1.17.2", "gone==1");
    Lock now =
        lock(
            plan(
                BOTH,
                Optional.of("b".repeat(64)),
                Optional.of(wheels("aliyun-agent==2.0.0", "wrapt==1.17.3", "added==1"))));

    assertThat(changed(locked, now))
        .extracting(Item::name, Item::status, Item::update)
        .containsExactly(
            tuple("api agent tarball", Status.MOVED, "api.agent"),
            tuple("api agent wheel added linux/amd64", Status.NEWER, "api.agent"),
            tuple("api agent wheel added linux/arm64", Status.NEWER, "api.agent"),
            tuple("api agent wheel gone linux/amd64", Status.NEWER, "api.agent"),
            tuple("api agent wheel gone linux/arm64", Status.NEWER, "api.agent"),
            tuple("api agent wheel wrapt linux/amd64", Status.NEWER, "api.agent"),
            tuple("api agent wheel wrapt linux/arm64", Status.NEWER, "api.agent"));
    assertThat(changed(locked, locked)).isEmpty();
  }

  @Test
  void aPlatformThatIsNotLockedIsOneLine() {
    Optional<List<PackedWheel>> wheels = Optional.of(wheels("wrapt==1.17.2", "six==1"));
    Lock one = lock(plan(List.of("linux/amd64"), Optional.of(TARBALL), wheels));
    Lock both = lock(plan(BOTH, Optional.of(TARBALL), wheels));

    assertThat(changed(one, both))
        .extracting(Item::name, Item::status)
        .containsExactly(tuple("api base linux/arm64", Status.MISSING));
    assertThat(changed(both, one)).as("a build of fewer platforms").isEmpty();
  }

  @Test
  void aBuildPassesItsLockAndNoOther() {
    Lock lock = lock("wrapt==1.17.2");
    guard(lock).verify(plan("wrapt==1.17.2"));

    assertThatThrownBy(() -> guard(lock).verify(plan("wrapt==1.17.3")))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.LOCK_DRIFT);
              assertThat(e.why())
                  .contains("api agent wheel wrapt linux/amd64: locked wrapt-1.17.2-py3-none-any")
                  .contains("-Ddify-arms.lock.update=api.agent -Ddify-arms.difyVersion=1.16.1")
                  .doesNotContain("lock.hosts");
            });
  }

  @Test
  void aTarballOfAnotherHashThanTheLockedOneIsToldWithTheLockAndTheCommand() {
    DifyArmsException stop =
        new DifyArmsException(
            ErrorCode.AGENT_HASH_MISMATCH,
            "another hash",
            "the address",
            "expected " + TARBALL + "\nits bytes have " + "b".repeat(64));

    DifyArmsException told =
        guard(lock("wrapt==1.17.2"))
            .told(stop, ErrorCode.AGENT_HASH_MISMATCH, "api.agent", Optional.empty());

    assertThat(told.code()).isEqualTo(ErrorCode.LOCK_TOOL_CHANGED);
    assertThat(told.why())
        .endsWith(
            "mvn dify-arms:lock -Ddify-arms.lock.update=api.agent -Ddify-arms.difyVersion=1.16.1");
    assertThat(
            guard(lock(plan(BOTH, Optional.of("c".repeat(64)), Optional.empty())))
                .told(stop, ErrorCode.AGENT_HASH_MISMATCH, "api.agent", Optional.empty()))
        .as("a hash that the user gave")
        .isSameAs(stop);
  }

  @Test
  void renewingTheAgentRenewsItsTarballAndItsWheelsOnly() {
    Lock locked = lock("wrapt==1.17.2", "gone==1");
    TreeMap<LockKey, String> values =
        new TreeMap<>(
            lock(plan(BOTH, Optional.of("b".repeat(64)), Optional.of(wheels("wrapt==1.17.3"))))
                .values());
    values.replaceAll((key, value) -> key.name(2).equals(LockKey.BASE) ? value + "x" : value);

    Lock renewed = locked.renewed(new Lock(values), new Selection(Set.of("api.agent")));

    assertThat(renewed.tarball("api")).contains("b".repeat(64));
    assertThat(renewed.wheels("api").get("linux/amd64"))
        .extracting(Lock.LockedWheel::filename)
        .containsExactly("wrapt-1.17.3-py3-none-any.whl");
    TreeMap<LockKey, String> others = new TreeMap<>(renewed.values());
    others.keySet().removeIf(key -> key.name(2).equals(LockKey.AGENT));
    TreeMap<LockKey, String> before = new TreeMap<>(locked.values());
    before.keySet().removeIf(key -> key.name(2).equals(LockKey.AGENT));
    assertThat(others).isEqualTo(before);
  }

  @Test
  void anotherBaseMeansOtherWheelsThatFitIt() {
    Lock locked = lock("wrapt==1.17.2");
    Lock now = lock(plan(BOTH, Optional.of("b".repeat(64)), Optional.of(wheels("wrapt==1.16.0"))));

    Lock renewed = locked.renewed(now, new Selection(Set.of("api.base")));

    assertThat(renewed.tarball("api")).contains("b".repeat(64));
    assertThat(renewed.wheels("api")).isEqualTo(now.wheels("api"));
    assertThat(locked.renewed(now, new Selection(Set.of("api.source"))).wheels("api"))
        .isEqualTo(locked.wheels("api"));
  }

  @Test
  void aWheelThatDiffersByPlatformStandsThereForEach() {
    TreeMap<LockKey, String> values = new TreeMap<>(lock("wrapt==1.17.2").values());
    values.replaceAll(
        (key, value) ->
            key.wheel() && key.name(5).equals("linux/arm64") ? value.replace("any", "x") : value);
    Lock lock = new Lock(values);

    file().write(lock);

    assertThat(LockJson.write(lock)).containsPattern("\"wrapt\" : \\{\\s+\"linux/amd64\"");
    assertThat(file().read()).contains(lock);
  }

  @Test
  void whatAPlanLeavesOpenIsNoDrift() {
    Lock locked = lock("wrapt==1.17.2");

    guard(locked).verify(plan(BOTH, Optional.of(TARBALL), Optional.empty()));
    guard(locked).verify(plan(BOTH, Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"wrapt\": {\"linux/amd64\": \"wrapt-1.whl\"}}",
        "{\"wrapt\": \"wrapt-1.whl\"}",
        "{\"wrapt\": \"wrapt-1.whl sha256:ab\"}",
        "{\"wrapt\": \"wrapt-1.whl md5:00000000000000000000000000000000\"}",
        "{\"wrapt\": \"wrapt-1.whl LONGER\"}",
        "{\"wrapt\": \"a b sha256:x\"}",
        "\"x\"",
        "{\"wrapt\": {\"amd64\": \"DIGEST\"}}",
        "{\"wrapt\": {\"linux/amd64\": {\"deep\": \"DIGEST\"}}}"
      })
  void aWheelThatIsWrittenOtherwiseNamesTheFile(String wheels) throws IOException {
    String digest = "wrapt-1.whl " + Digest.of(new byte[0]);
    Files.writeString(
        file().path(),
        "{\"lockVersion\": 1, \"components\": {\"api\": {\"agent\": {\"wheels\": "
            + wheels.replace("DIGEST", digest).replace("LONGER", "sha512:" + "0".repeat(128))
            + "}}}}");

    assertThatThrownBy(() -> file().read())
        .hasMessageContainingAll("DA-663", file().path().toString(), "wheels");
  }
}
