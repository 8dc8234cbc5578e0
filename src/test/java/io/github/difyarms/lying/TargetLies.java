package io.github.difyarms.lying;

import static io.github.difyarms.testing.RequestKind.HEAD_MANIFEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.RequestKind;
import java.util.List;

/** What a target says of itself is no reason to build nothing. */
final class TargetLies {
  static final List<Lie> ALL =
      List.of(
          Lie.of("a target whose image has the labels of ours", TargetLies::forged)
              .recovers()
              .and(
                  stage -> {
                    assertThat(stage.result().components().get(0).upToDate()).isFalse();
                    assertThat(stage.front().seen(RequestKind.PUT_TAG)).hasSize(1);
                  }),
          Lie.of(
                  "a target that says it has no tag any more",
                  stage ->
                      stage
                          .secondBuild()
                          .misdeed(
                              Misdeed.when(
                                  request ->
                                      request.kind() == HEAD_MANIFEST
                                          && request.path().contains("acme"),
                                  Deed.say(404))))
              .recovers(),
          Lie.of(
                  "a target that knows no HEAD",
                  stage -> stage.secondBuild().misdeed(Misdeed.on(Deed.say(405), HEAD_MANIFEST)))
              .recovers(),
          Lie.of(
                  "a target that says at HEAD that all is there",
                  stage ->
                      stage.misdeed(
                          Misdeed.on(Deed.say(200), HEAD_MANIFEST, RequestKind.HEAD_BLOB)))
              .recovers());

  private TargetLies() {}

  /** Somebody who knows what we build next puts its label on another image. */
  private static void forged(Stage stage) {
    stage.beforehand(
        expected -> {
          var made = stage.registry().manifest("clean/dify-api", expected.toString()).orElseThrow();
          var other = Json.readObject(made.bytes(), "our index");
          other.putObject("annotations").put("forged", "yes");
          stage
              .registry()
              .putManifest(
                  stage.target(),
                  "1.16.1-arms",
                  RawManifest.of(made.mediaType(), Json.write(other)));
        });
  }
}
