package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.component.SandboxSettings;
import io.github.difyarms.source.SourceLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoPartsTest {
  @TempDir Path directory;
  private final Properties user = new Properties();

  private Parameters parameters() {
    AbstractDifyArmsMojo mojo =
        new AbstractDifyArmsMojo() {
          @Override
          void run(Parameters parameters, Invocation invocation) {}
        };
    return new Parameters(mojo, user, new Properties());
  }

  private GoParts parts() {
    return new GoParts(parameters(), directory, Map.of(), Map.of(), false, LockUse.none());
  }

  @Test
  void sourcesAreUpstreamsUnlessSomethingElseIsNamed() throws Exception {
    assertThat(parts().daemon().source())
        .isEqualTo(new SourceLocation.Git("https://github.com/langgenius/dify-plugin-daemon.git"));
    Files.createDirectories(directory.resolve("checkout"));
    user.setProperty("dify-arms.sandbox.source", "checkout");
    user.setProperty("dify-arms.sandbox.instrument", "ALL");

    assertThat(parts().sandbox().source())
        .isEqualTo(new SourceLocation.Directory(directory.resolve("checkout")));
    assertThat(parts().sandbox().instrument()).isEqualTo(SandboxSettings.Instrument.ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-ldflags=-s", "-ldflags", "--o", "-o=x", "-C"})
  void argumentsThatWouldTakeTheVersionOrTheResultAwayAreRefused(String argument) {
    user.setProperty("dify-arms.instgo.extraArgs", "-tags=x " + argument);

    assertThatThrownBy(() -> parts().arguments("instgo.extraArgs"))
        .hasMessageContaining("DA-107")
        .hasMessageContaining(argument);
  }

  @Test
  void argumentsAreSeparatedByBlanksAndNoneIsNone() {
    assertThat(parts().arguments("instgo.setArgs")).containsExactly("--dev=false");
    user.setProperty("dify-arms.instgo.setArgs", "none");
    user.setProperty("dify-arms.instgo.extraArgs", "-tags=a,b  -race");

    assertThat(parts().arguments("instgo.setArgs")).isEmpty();
    assertThat(parts().arguments("instgo.extraArgs")).containsExactly("-tags=a,b", "-race");
  }

  @Test
  void aLicenceKeyAmongArgumentsIsRefusedAndNotShown() {
    user.setProperty("dify-arms.instgo.setArgs", "--licenseKey=s3cret");

    assertThatThrownBy(() -> parts().arguments("instgo.setArgs"))
        .hasMessageContaining("ARMS_LICENSE_KEY")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aGoalWithSettingsOfItsOwnSeesOnlyItsOwnParameters() {
    user.setProperty("dify-arms.instgo.sha256", "0".repeat(64));
    user.setProperty("dify-arms.platforms", "linux/amd64");

    Parameters demo = parameters().only("demo", Map.of("instgo.url", "http://127.0.0.1:1/x"));

    assertThat(demo.text("instgo.sha256")).isEmpty();
    assertThat(demo.text("instgo.url")).contains("http://127.0.0.1:1/x");
    assertThat(demo.list("platforms")).containsExactly("linux/amd64");
    assertThat(demo.textOrDefault("region")).isEqualTo("cn-hangzhou");
  }

  @Test
  void loginsInAddressesAreHiddenInWhatToolsPrint() {
    user.setProperty("dify-arms.go.proxy", "https://t0ken@proxy.test,https://me:p%40ss@other.test");
    user.setProperty("dify-arms.sandbox.source", "https://you:w0rd@git.test/s.git");

    assertThat(parts().secrets()).contains("t0ken", "p@ss", "p%40ss", "w0rd");
  }
}
