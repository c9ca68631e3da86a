package dev.dermstream.trainer.onnx;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A process that imports models for serving has no PyTorch on its class path. */
class ServingNeedsNoPyTorchTest {
  @Test
  void importingAModelTouchesNoDjl() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.dermstream.trainer.model..",
            "dev.dermstream.trainer.checkpoint..",
            "dev.dermstream.trainer.optimize..",
            "dev.dermstream.trainer.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl..", "dev.dermstream.trainer.eager..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.dermstream.trainer"));
  }
}
