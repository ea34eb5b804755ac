package dev.memotor.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.memotor.engine.Batch;
import dev.memotor.engine.Engine;
import dev.memotor.server.observe.LoopObserver;
import dev.memotor.server.observe.Observatory;
import dev.memotor.server.observe.counters.CountedKeys;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The arrows of docs/architecture.md. */
final class ArchitectureTest {

  private static final String BASE = "dev.memotor.server";

  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  /** A package of the server, the others that it may use, and why no more. */
  private record Room(String name, String uses, String because) {}

  private static final List<Room> ROOMS =
      List.of(
          new Room("config", "", "a configuration is data that any package can read"),
          new Room("buffer", "", "buffers hold bytes and do not care what they mean"),
          new Room("logging", "", "any package may log"),
          new Room(
              "accept",
              "config logging",
              "both listeners, for clients and for monitoring, share it"),
          new Room("tls", "config", "certificates are read before there is a connection"),
          new Room("auth", "config logging", "a login is checked the same way for every protocol"),
          new Room("engines", "config", "an engine is opened before there is a server"),
          new Room(
              "observe",
              "config buffer logging",
              "observing must neither know nor slow down what it observes"),
          new Room("dispatch", "buffer observe", "requests are the same for every protocol"),
          new Room(
              "protocol",
              "auth buffer config dispatch observe",
              "a request goes down the layers and its reply comes back by its request"),
          new Room(
              "transport",
              "accept auth buffer config dispatch logging observe protocol tls",
              "it joins sockets and decoders, and knows no reports"),
          new Room("report", "config logging observe", "stats and metrics show a snapshot"),
          new Room(
              "admin",
              "accept auth config logging observe report",
              "the page shows a snapshot, and serving does not know of it"),
          new Room(
              "",
              "accept admin auth config dispatch logging observe protocol report tls transport",
              "an embedded server has no command line"),
          new Room(
              "cli",
              "CheckedConfig MemotorServer auth config engines logging",
              "the command line does no more than an embedding program can"));

  @Test
  void rooms_areAllNamed() {
    Set<String> rooms =
        PRODUCTION.stream()
            .map(type -> type.getPackageName().substring(BASE.length()))
            .map(name -> name.replaceFirst("^\\.", "").replaceFirst("\\..*", ""))
            .collect(Collectors.toSet());
    assertThat(ROOMS.stream().map(Room::name)).containsExactlyInAnyOrderElementsOf(rooms);
  }

  @ParameterizedTest
  @FieldSource("ROOMS")
  void room_usesOnlyWhatItMay(Room room) {
    Set<String> allowed = Set.of((room.name() + " " + room.uses()).split(" "));
    classes()
        .that(
            DescribedPredicate.describe(
                "are in '" + room.name() + "'", type -> roomOf(type).equals(room.name())))
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are in one of " + allowed,
                used ->
                    !used.getPackageName().startsWith(BASE)
                        || allowed.contains(roomOf(used))
                        || used.getPackageName().equals(BASE)
                            && allowed.contains(used.getSimpleName())))
        .because(room.because())
        .check(PRODUCTION);
  }

  private static String roomOf(JavaClass type) {
    return type.getPackageName()
        .substring(BASE.length())
        .replaceFirst("^\\.", "")
        .replaceFirst("\\..*", "");
  }

  @Test
  void dispatch_isObservedThroughTheLoopObserverOnly() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".dispatch..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage(BASE + ".observe..")
                .and(DescribedPredicate.not(JavaClass.Predicates.type(LoopObserver.class))))
        .because("serving tells one observer what happens, and not who wants to know")
        .check(PRODUCTION);
  }

  @Test
  void reports_readTheSnapshotOnly() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + ".report..", BASE + ".admin..")
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.type(Engine.class)
                .or(JavaClass.Predicates.type(LoopObserver.class))
                .or(JavaClass.Predicates.type(CountedKeys.class))
                .or(JavaClass.Predicates.resideInAPackage(BASE + ".observe.watch.."))
                .or(
                    JavaClass.Predicates.resideInAPackage(BASE + ".observe.keys..")
                        .and(DescribedPredicate.not(IS_RECORD))))
        .because("figures of one page are of one moment, and typed until they are written")
        .check(PRODUCTION);
  }

  private static final DescribedPredicate<JavaClass> IS_RECORD =
      DescribedPredicate.describe("is a record", JavaClass::isRecord);

  @Test
  void constructors_takeAtMostFiveArguments() {
    constructors()
        .that()
        .areDeclaredInClassesThat(
            DescribedPredicate.describe("have a name", type -> !type.isAnonymousClass()))
        .should(
            new ArchCondition<>("take at most five arguments") {
              @Override
              public void check(JavaConstructor constructor, ConditionEvents events) {
                JavaClass owner = constructor.getOwner();
                // Of an enum, the compiler adds name and ordinal; of an inner class, the outer one.
                int added = owner.isEnum() ? 2 : owner.isInnerClass() && !owner.isRecord() ? 1 : 0;
                if (constructor.getRawParameterTypes().size() - added > 5) {
                  events.add(
                      SimpleConditionEvent.violated(constructor, constructor.getDescription()));
                }
              }
            })
        .because(
            "a class that needs more does more than one thing, or its arguments belong together")
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
        .because("engines are found at run time, whoever wrote them")
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
}
