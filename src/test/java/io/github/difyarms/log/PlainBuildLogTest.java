package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.ComponentResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainBuildLogTest {
  @Test
  void whatIsToldOfOneImageStandsTogetherWhateverAnotherThreadTells() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    PlainBuildLog log = new PlainBuildLog(lines::add, lines::add);
    ComponentResult api = Example.component("api", "registry/api", List.of("1"), false);
    ComponentResult sandbox = Example.component("sandbox", "registry/sandbox", List.of("1"), false);
    List<String> block = new ArrayList<>();
    new PlainBuildLog(block::add, block::add).published(api);
    assertThat(block).hasSizeGreaterThan(1);

    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < 2000; i++) {
                log.published(sandbox);
              }
            });
    other.start();
    for (int i = 0; i < 2000; i++) {
      log.published(api);
    }
    other.join();

    List<String> told = List.copyOf(lines);
    for (int at = told.indexOf(block.get(0)); at >= 0 && at < told.size(); at++) {
      if (told.get(at).equals(block.get(0))) {
        assertThat(told.subList(at, at + block.size())).isEqualTo(block);
      }
    }
  }
}
