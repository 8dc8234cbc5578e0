package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RegistryRepositoriesTest {
  /** A build that fails has to wait for its downloads otherwise, for as long as it has patience. */
  @Test
  void aDownloadBesideThemEndsWithWhatFails() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        HttpTransport transport = transport();
        HttpTransport downloads = transport()) {
      URI tool = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/instgo");
      Repositories repositories =
          new RegistryRepositories(
              transport,
              new RegistryClient(transport, RegistryOptions.defaults(), NetListener.silent()),
              asked -> Optional.empty(),
              asked -> Optional.empty(),
              downloads::breakOff);
      assertThatThrownBy(
              () -> {
                try (Parallel parallel = new Parallel(repositories::breakOff)) {
                  parallel.branches(
                      List.of("download", "refusal"),
                      item -> {
                        if (item.equals("refusal")) {
                          Socket unused = silent.accept();
                          throw new IOException("refused");
                        }
                        try {
                          return downloads.send(HttpCall.get(tool), 10).status();
                        } finally {
                          ended.set(true);
                        }
                      });
                }
              })
          .hasMessage("refused");
      assertThat(ended).isTrue();
    }
  }

  private static HttpTransport transport() {
    return new HttpTransport(HttpOptions.defaults(), NetListener.silent());
  }
}
