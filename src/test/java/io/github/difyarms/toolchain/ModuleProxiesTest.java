package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.toolchain.ModuleProxies.Unavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModuleProxiesTest {
  private final Notes notes = new Notes();
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), notes, notes);
  private final LoopbackServer missing = LoopbackServer.http(r -> Reply.of(410, "gone"));
  private final LoopbackServer broken = LoopbackServer.http(r -> Reply.of(500, "oops"));
  private final LoopbackServer good = LoopbackServer.http(r -> Reply.of(200, "text"));

  @AfterEach
  void stop() {
    transport.close();
    missing.close();
    broken.close();
    good.close();
  }

  private String ask(String goproxy) throws Unavailable {
    Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent());
    String list =
        goproxy
            .replace("MISSING", missing.url("/"))
            .replace("BROKEN", broken.url(""))
            .replace("GOOD", good.url("/below"));
    return new ModuleProxies(list, downloads).text("/x").value();
  }

  @Test
  void aMissingFileLeadsToTheNextProxy() throws Exception {
    assertThat(ask("MISSING,direct,GOOD")).isEqualTo("text");
    assertThat(good.asked()).containsExactly("GET /below/x");
    assertThat(missing.asked()).containsExactly("GET /x");
  }

  @Test
  void anErrorLeadsToTheNextProxyOnlyAfterABar() throws Exception {
    assertThat(ask("BROKEN|GOOD")).isEqualTo("text");
    assertThatThrownBy(() -> ask("BROKEN,GOOD")).hasMessageContaining("HTTP 500: oops");
    assertThat(good.seen()).hasSize(1);
  }

  @Test
  void offEndsTheList() {
    assertThatThrownBy(() -> ask("MISSING,off,GOOD"))
        .hasMessageContaining("HTTP 410: gone")
        .hasMessageContaining("forbids");
    assertThat(good.seen()).isEmpty();
  }

  @Test
  void withoutProxyThereIsNothingToAsk() {
    assertThatThrownBy(() -> ask("direct")).hasMessageContaining("names no proxy");
  }

  @Test
  void aPasswordInAnAddressIsNotShown() {
    assertThat(ModuleProxy.list("https://u:pw@proxy.test/x/,https://b").toString())
        .isEqualTo("[https://proxy.test/x, https://b]");
  }

  @Test
  void aProxyInPlainHttpIsNotTrustedWithTheDatabase() {
    assertThat(
            ModuleProxy.list("http://proxy.test|https://proxy.test,http://localhost:1,file:///x"))
        .extracting(ModuleProxy::trusted)
        .containsExactly(false, true, true, true);
  }
}
