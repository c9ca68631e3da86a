package dev.dermstream.command;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the arrows of docs/architecture.md. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.dermstream");

  @Test
  void modulesDependOnlyDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("proto")
        .definedBy(
            "dev.dermstream.v1",
            "dev.dermstream.node.v1",
            "dev.dermstream.index.v1",
            "dev.dermstream.cluster.v1",
            "dev.dermstream.pacs.v1",
            "dev.dermstream.batch.v1",
            "dev.dermstream.oip.v2",
            "dev.dermstream.error")
        .layer("platform")
        .definedBy("dev.dermstream.platform..")
        .layer("index")
        .definedBy(
            "dev.dermstream.index",
            "dev.dermstream.index.calibration..",
            "dev.dermstream.index.dbscan..",
            "dev.dermstream.index.confidence..",
            "dev.dermstream.index.evaluation..",
            "dev.dermstream.index.projection..",
            "dev.dermstream.index.search..",
            "dev.dermstream.index.snapshot..",
            "dev.dermstream.index.server..",
            "dev.dermstream.index.vectors..")
        .layer("node")
        .definedBy(
            "dev.dermstream.node.adapter..",
            "dev.dermstream.node.batch..",
            "dev.dermstream.node.cache..",
            "dev.dermstream.node.engine..",
            "dev.dermstream.node.generate..",
            "dev.dermstream.node.guide..",
            "dev.dermstream.node.health..",
            "dev.dermstream.node.image..",
            "dev.dermstream.node.model..",
            "dev.dermstream.node.oip..",
            "dev.dermstream.node.repository..",
            "dev.dermstream.node.server..",
            "dev.dermstream.node.tensor..")
        .layer("dicom")
        .definedBy("dev.dermstream.dicom..")
        .layer("audit")
        .definedBy("dev.dermstream.audit..")
        .layer("gateway")
        .definedBy("dev.dermstream.gateway..")
        .layer("pacs")
        .definedBy(
            "dev.dermstream.pacs.audit..",
            "dev.dermstream.pacs.delivery..",
            "dev.dermstream.pacs.dimse..",
            "dev.dermstream.pacs.ledger..",
            "dev.dermstream.pacs.report..",
            "dev.dermstream.pacs.screening..",
            "dev.dermstream.pacs.server..",
            "dev.dermstream.pacs.session..",
            "dev.dermstream.pacs.web..")
        .layer("batch")
        .definedBy(
            "dev.dermstream.batch.archive..",
            "dev.dermstream.batch.engine..",
            "dev.dermstream.batch.ledger..",
            "dev.dermstream.batch.output..",
            "dev.dermstream.batch.report..",
            "dev.dermstream.batch.screening..",
            "dev.dermstream.batch.server..")
        .layer("trainer")
        .definedBy("dev.dermstream.trainer..")
        .layer("command")
        .definedBy("dev.dermstream.command..")
        .whereLayer("command")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("audit")
        .mayOnlyBeAccessedByLayers("command", "gateway", "pacs")
        .whereLayer("batch")
        .mayOnlyBeAccessedByLayers("command")
        .whereLayer("pacs")
        .mayOnlyBeAccessedByLayers("command", "batch")
        .whereLayer("gateway")
        .mayOnlyBeAccessedByLayers("command")
        .whereLayer("node")
        .mayOnlyBeAccessedByLayers("command", "trainer")
        .whereLayer("trainer")
        .mayOnlyBeAccessedByLayers("command")
        .whereLayer("index")
        .mayOnlyBeAccessedByLayers("command", "trainer")
        .whereLayer("dicom")
        .mayOnlyBeAccessedByLayers("command", "node", "pacs", "batch")
        .whereLayer("platform")
        .mayOnlyBeAccessedByLayers(
            "command", "trainer", "gateway", "pacs", "batch", "audit", "node", "index", "dicom")
        .check(CLASSES);
  }

  @Test
  void theCoresKnowNoFramework() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.dermstream.index.calibration..",
            "dev.dermstream.index.dbscan..",
            "dev.dermstream.index.confidence..",
            "dev.dermstream.gateway.admission..",
            "dev.dermstream.index.projection..",
            "dev.dermstream.gateway.report..",
            "dev.dermstream.trainer.model..",
            "dev.dermstream.trainer.quantize..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "ai.djl..", "org.apache.lucene..", "io.grpc..")
        .check(CLASSES);
  }

  @Test
  void onlyTheEagerSideOfTheTrainerKnowsDjl() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.dermstream.trainer.onnx..", "dev.dermstream.trainer.checkpoint..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void onlyTheReferenceEngineOfTheTrainerKnowsTheNode() {
    noClasses()
        .that()
        .resideInAPackage("dev.dermstream.trainer..")
        .and()
        .resideOutsideOfPackage("dev.dermstream.trainer.reference..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.dermstream.node..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("dev.dermstream.trainer.reference..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.dermstream.node.generate..",
            "dev.dermstream.node.model..",
            "dev.dermstream.node.repository..",
            "dev.dermstream.node.server..")
        .check(CLASSES);
  }

  @Test
  void onlyTheAuditsStoreTheEdgesLogAndTheBatchLedgerKnowDatabases() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.dermstream.audit.store..",
            "dev.dermstream.batch.ledger..",
            "dev.dermstream.batch.output..",
            "dev.dermstream.pacs.ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..", "com.zaxxer..")
        .check(CLASSES);
  }

  /** Its process is started with that package and the JDK alone. */
  @Test
  void theCodecProcessNeedsNothingElse() {
    classes()
        .that()
        .resideInAPackage("dev.dermstream.dicom.codec..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.dermstream.dicom.codec..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.dermstream.(*).(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> generated =
        List.of(
            "dev.dermstream.v1",
            "dev.dermstream.node.v1",
            "dev.dermstream.index.v1",
            "dev.dermstream.cluster.v1",
            "dev.dermstream.pacs.v1",
            "dev.dermstream.batch.v1",
            "dev.dermstream.oip.v2");
    assertThat(
            CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !generated.contains(each.getName()))
                .filter(each -> !each.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName))
        .isEmpty();
  }

  @Test
  void nothingSleeps() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.dermstream.command.ScreeningClient")
        .and()
        .resideOutsideOfPackage("dev.dermstream.pacs..")
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .because(
            "only clients' pauses between attempts may sleep; the edge has threads of its own for them")
        .check(CLASSES);
  }

  @Test
  void configurationRecordsAreNamedSo() {
    classes()
        .that()
        .areRecords()
        .and()
        .haveSimpleNameEndingWith("Config")
        .and()
        .resideInAnyPackage(
            "dev.dermstream.node..", "dev.dermstream.index..", "dev.dermstream.gateway..")
        .should()
        .bePublic()
        .check(CLASSES);
  }
}
