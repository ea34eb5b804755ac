package dev.memotor.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {

  private final JavaClasses production =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.memotor.engine");

  @Test
  void engineApi_needsNothingButTheJdkAndNullnessAnnotations() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "dev.memotor.engine",
            "dev.memotor.engine.support")
        .because("an engine author gets no dependency with the SPI, and no version conflict")
        .check(production);
  }

  @Test
  void spi_doesNotKnowItsHelpers() {
    noClasses()
        .that()
        .resideInAPackage("dev.memotor.engine")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.memotor.engine.support")
        .because("the helpers are optional")
        .check(production);
  }
}
