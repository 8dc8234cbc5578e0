package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeeBuildLogTest {
  private static BuildLog recording(List<String> told) {
    return (BuildLog)
        Proxy.newProxyInstance(
            BuildLog.class.getClassLoader(),
            new Class<?>[] {BuildLog.class},
            (self, method, arguments) -> {
              told.add(method.getName() + Arrays.toString(arguments));
              return null;
            });
  }

  @Test
  void everyEventReachesBothAsItWasTold() {
    List<String> told = new ArrayList<>();
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();

    Example.tellAll(recording(told));
    Example.tellAll(new TeeBuildLog(recording(first), recording(second)));

    assertThat(first).isEqualTo(told);
    assertThat(second).isEqualTo(told);
  }

  @Test
  void theExampleTellsEveryEvent() {
    List<String> told = new ArrayList<>();

    Example.tellAll(recording(told));

    assertThat(told.stream().map(event -> event.replaceAll("\\[.*|null$", "")).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(BuildLog.class.getMethods())
                .map(java.lang.reflect.Method::getName)
                .filter(name -> !name.equals("and"))
                .distinct()
                .toList());
  }
}
