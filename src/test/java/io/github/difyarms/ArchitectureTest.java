package io.github.difyarms;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the table of packages: who may use whom. A new arrow is a decision, made here. */
class ArchitectureTest {
  private static final String ROOT = ArchitectureTest.class.getPackageName();
  private static final String GENERATED = "HelpMojo";

  /** Packages and what each may use; {@code *} is everything but {@code mojo}. */
  private static final Map<String, Set<String>> TABLE =
      table(
          """
          error:
          cache:
          archive:
          net: error
          image: archive error
          entrypoint: error
          arms: error
          registry: image net error
          store: image cache error
          model: image error
          log: model image error
          binary: error
          source: net cache archive error
          toolchain: image net binary cache error
          python: image net binary toolchain cache archive error
          component: entrypoint arms python source toolchain binary image model cache error
          proof: model image error
          build: component image registry net store cache model proof log error
          report: model image store error
          deploy: model arms image error
          lock: model image store error
          demo: build component entrypoint arms source toolchain binary image registry net store model proof log error
          probe: source python toolchain image registry net log cache error
          mojo: *
          """);

  private static JavaClasses all;

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
  }

  private static Map<String, Set<String>> table(String text) {
    return text.lines()
        .map(line -> line.split(":", -1))
        .collect(
            Collectors.toMap(
                line -> line[0],
                line -> new TreeSet<>(Arrays.asList(line[1].strip().split(" ", -1))),
                (a, b) -> a,
                TreeMap::new));
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : "";
  }

  @Test
  void everyPackageIsInTheTable() {
    Set<String> packages =
        all.stream()
            .map(ArchitectureTest::packageOf)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(TABLE.keySet()).containsAll(packages);
  }

  @Test
  void packagesUseOnlyWhatTheTableAllows() {
    TABLE.forEach(
        (name, allowed) -> {
          if (!allowed.contains("*")) {
            noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat(
                    describe(
                        "are in a package other than " + allowed,
                        used -> !permitted(name, allowed, packageOf(used))))
                .allowEmptyShould(true)
                .check(all);
          }
        });
  }

  private static boolean permitted(String from, Set<String> allowed, String used) {
    return used.isEmpty() || used.equals(from) || allowed.contains(used);
  }

  @Test
  void nobodyUsesTheGoals() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".mojo")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".mojo")
        .check(all);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true).check(all);
  }

  @Test
  void imagesAndComponentsKnowNothingOfHttp() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".image", ROOT + ".component", ROOT + ".entrypoint")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hc..", "java.net.http..")
        .check(all);
  }

  @Test
  void imagesKnowNothingOfMaven() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".mojo")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.maven..")
        .check(all);
  }

  @Test
  void namesSayWhatAThingIs() {
    classes().should().haveNameNotMatching(".*(Manager|Helper|Utils?|Info|Data)").check(all);
  }

  @Test
  void everyPackageIsNullMarkedAndSaysWhatItIsFor() {
    Set<String> packages =
        all.stream()
            .filter(type -> !type.getSimpleName().equals(GENERATED))
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith(ROOT + "."))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(packages)
        .isNotEmpty()
        .allMatch(name -> all.getPackage(name).isAnnotatedWith(NullMarked.class));
  }
}
