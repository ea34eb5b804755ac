package dev.memotor.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.server.observe.Observatory;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md. */
final class ArchitectureTest {

  private static final String BASE = "dev.memotor.server";

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages(BASE);

  @Test
  void layers_pointOneWay() {
    Architectures.layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("cli")
        .definedBy(BASE + ".cli..")
        .layer("server")
        .definedBy(BASE)
        .layer("transport")
        .definedBy(BASE + ".transport..")
        .layer("protocol")
        .definedBy(BASE + ".protocol..")
        .layer("dispatch")
        .definedBy(BASE + ".dispatch..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("server")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("transport")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("protocol")
        .mayOnlyBeAccessedByLayers("transport", "server")
        .whereLayer("dispatch")
        .mayOnlyBeAccessedByLayers("protocol", "transport", "server")
        .because("a request goes down these layers and its reply comes back by way of its request")
        .check(PRODUCTION);
  }

  @Test
  void dispatch_knowsNoBytes() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".dispatch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + ".protocol..", BASE + ".transport..", "io.netty..")
        .because("what is gathered for the engine is the same for every protocol")
        .check(PRODUCTION);
  }

  @Test
  void protocols_doNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".protocol.text..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".protocol.binary..")
        .because("they share the operations, not each other's habits")
        .check(PRODUCTION);
    noClasses()
        .that()
        .resideInAPackage(BASE + ".protocol.binary..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE + ".protocol.text..")
        .because("they share the operations, not each other's habits")
        .check(PRODUCTION);
  }

  @Test
  void protocol_ofNettyKnowsTheBufferOnly() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".protocol..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("io.netty..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(ByteBuf.class))))
        .because("a decoder is tested without channels and event loops")
        .check(PRODUCTION);
  }

  @Test
  void server_knowsNoEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.memotor.engine.memory..",
            "dev.memotor.engine.rocksdb..",
            "dev.memotor.engine.fs..",
            "dev.memotor.engine.redis..",
            "dev.memotor.engine.fault..")
        .because("engines are found at run time, ours as anybody's")
        .check(PRODUCTION);
  }

  @Test
  void onlyDispatchAndTheFlushTimer_askTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".dispatch..")
        .and()
        .areNotAssignableTo(Observatory.class)
        .should()
        .callMethod(Engine.class, "execute", Batch.class)
        .because("every operation goes through a turn, which keeps order and counts")
        .check(PRODUCTION);
  }

  @Test
  void packages_haveNoCycles() {
    slices()
        .matching(BASE + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("a package can be understood after those it uses")
        .check(PRODUCTION);
  }

  @Test
  void tests_doNotSleepForLuck() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.memotor.server.fixture.Await")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .because("a sleep is too short on a busy machine and too long on any other")
        .check(TESTS);
  }
}
