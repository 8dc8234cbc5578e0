package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table and the fields that Maven fills are two views of one thing. */
class ParameterTableTest {
  /** Given by Maven, not by users. */
  private static final Set<String> MAVEN = Set.of("session", "execution", "plugins");

  /** A value in XML, and elements below it. */
  private static final String BOTH = "index";

  private static List<String> paths(Class<?> type, String prefix) {
    List<String> paths = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (field.isSynthetic() || MAVEN.contains(field.getName())) {
        continue;
      }
      String path = prefix + field.getName();
      if (path.equals(BOTH + ".value")) {
        path = BOTH;
      }
      if (field.getType().getEnclosingClass() == Configurations.class) {
        paths.addAll(paths(field.getType(), path + "."));
      } else {
        paths.add(path);
      }
    }
    return paths;
  }

  private static List<String> table() {
    return ParameterTable.parameters().stream().map(Parameter::path).toList();
  }

  @Test
  void everyParameterHasAFieldAndEveryFieldIsAParameter() {
    assertThat(paths(AbstractDifyArmsMojo.class, "")).containsExactlyInAnyOrderElementsOf(table());
  }

  @Test
  void noParameterStandsTwice() {
    assertThat(table()).doesNotHaveDuplicates();
  }

  @Test
  void listsAreListsInXmlToo() {
    for (Parameter parameter : ParameterTable.parameters()) {
      Class<?> type = field(parameter.path()).getType();
      assertThat(type)
          .as(parameter.path())
          .isEqualTo(parameter.type() == Parameter.Type.LIST ? List.class : String.class);
    }
  }

  private static Field field(String path) {
    Class<?> type = AbstractDifyArmsMojo.class;
    Optional<Field> field = Optional.empty();
    String elements = path.equals(BOTH) ? BOTH + ".value" : path;
    for (String name : elements.split("\\.", -1)) {
      try {
        field = Optional.of(type.getDeclaredField(name));
        type = field.get().getType();
      } catch (NoSuchFieldException e) {
        throw new AssertionError(path, e);
      }
    }
    return field.orElseThrow();
  }

  @Test
  void everyGoalNeedsNoProjectAndIsThreadSafe() {
    for (Class<?> mojo :
        List.of(
            BuildMojo.class,
            BuildTarMojo.class,
            DockerBuildMojo.class,
            IndexMojo.class,
            PlanMojo.class,
            LockMojo.class,
            CheckMojo.class,
            EntrypointMojo.class,
            DoctorMojo.class,
            DemoMojo.class,
            HelpMojo.class)) {
      assertThat(descriptor()).contains("<implementation>" + mojo.getName() + "</implementation>");
    }
    assertThat(descriptor().split("<requiresProject>false</requiresProject>", -1)).hasSize(12);
    assertThat(descriptor().split("<threadSafe>true</threadSafe>", -1)).hasSize(12);
  }

  private static String descriptor() {
    try (var in = ParameterTableTest.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
      assertThat(in).as("written by the plugin-plugin before the tests").isNotNull();
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
