package dev.dermstream.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dermstream.trainer.lesion.LesionDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportersTest {
  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("data"));
  }

  @Test
  void drawnAnnotationsKeepTheirTexts() throws IOException {
    new LesionDataset(5, 48, 36).write(folder, 0, 15, written -> {});

    ReadRows read = aihub(Optional.empty());

    assertThat(read.bad()).isEmpty();
    assertThat(read.rows()).hasSize(15);
    assertThat(read.rows().getFirst())
        .satisfies(row -> {
          assertThat(row.identifier()).isEqualTo("00-000000");
          assertThat(row.image()).isEqualTo("00-000000.jpg");
          assertThat(row.className()).isEqualTo("Actinic Keratosis");
          assertThat(row.modality()).isEqualTo("drawn");
          assertThat(row.descriptions()).containsOnlyKeys("en", "ko");
          assertThat(row.questions()).isNotEmpty();
          assertThat(row.questions()).extracting(QuestionAnswer::language).contains("en", "ko");
        });
  }

  @Test
  void badAnnotationsAreListedByLineAndTheOthersGoOn() throws IOException {
    write("images/by-name.png", "");
    write("twice.png", "");
    write("images/twice.jpg", "");
    Path first =
        write(
            "annotations.json",
            """
            {"version": {"annotations": 3}, "annotations": [
              {"identifier": "one", "diagnosis_info": {"diagnosis_name": "비립종"},
               "photograph": "images/one.jpg", "patient": "P1", "paper": "10.1/2", "caption": "C"},
              {"identifier": "leaves", "diagnosis_info": {"diagnosis_name": "Milia"},
               "photograph": "../../one.jpg"},
              {"identifier": "strange", "diagnosis_info": {"diagnosis_name": "Measles"},
               "photograph": {"file": "images/strange.jpg"}},
              {"identifier": "one", "diagnosis_info": {"diagnosis_name": "Milia"},
               "photograph": "images/other.jpg"},
              {"identifier": "by-name", "diagnosis_info": {"diagnosis_name": "milia"}},
              {"identifier": "twice", "diagnosis_info": {"diagnosis_name": "milia"}},
              "text",
              {"identifier": "none", "diagnosis_info": []}
            ]}
            """);
    Path broken =
        write(
            "broken.json",
            """
            {"annotations": [
              {"identifier": "before", "diagnosis_info": {"diagnosis_name": "Milia"},
               "photograph": "before.jpg"},
              {"identifier": "after",
            """);
    Path other = write("other.json", "[1]");

    ReadRows read = aihub(Optional.of(milia()));

    assertThat(read.rows())
        .extracting(ManifestRow::identifier, ManifestRow::image, ManifestRow::className)
        .containsExactly(
            tuple("one", "images/one.jpg", "Milia"),
            tuple("by-name", "images/by-name.png", "Milia"),
            tuple("before", "before.jpg", "Milia"));
    assertThat(read.rows().getFirst())
        .extracting(ManifestRow::patient, ManifestRow::paper, ManifestRow::caption)
        .containsExactly("P1", "10.1/2", "C");
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            first + ":4: has an image path that leaves the folder: ../../one.jpg",
            first + ":6: unknown class: Measles",
            first + ":8: repeats identifier one of " + first + ":2",
            first + ":11: has more than one image: images/twice.jpg, twice.png",
            first + ":12: is not a JSON object",
            first + ":13: has a diagnosis_info that is not a JSON object",
            broken + ":4: the file is not valid JSON; from here it is not read",
            other + ":1: the file has no annotations[]");
  }

  @Test
  void aFolderWithoutAnnotationsIsRefused() {
    assertThatThrownBy(() -> aihub(Optional.empty()))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no .json file of annotations");
  }

  @Test
  void aTableOfHamIsRead() throws IOException {
    write("part_1/ISIC_1.jpg", "");
    write("part_2/ISIC_2.jpg", "");
    Path table =
        write(
            "HAM10000_metadata.csv",
            """
            lesion_id,image_id,dx,dx_type,age,sex,localization
            HAM_1,ISIC_1,mel,histo,80.0,male,scalp
            HAM_1,ISIC_2,"nv","says ""so""\r
            twice",,,""
            HAM_2,ISIC_3,bkl,histo,80.0,male,scalp
            HAM_3,ISIC_1,mel,histo,80.0,male,scalp

            HAM_4,../ISIC_1,mel,histo,80.0,male,scalp
            HAM_5,ISIC_2
            HAM_6,"ISIC_2" x,mel,histo,80.0,male,scalp
            HAM_7,ISIC_1,mel,histo,80.0,male,scalp
            """);

    ReadRows read = ham();

    assertThat(read.rows())
        .extracting(ManifestRow::image, ManifestRow::className, ManifestRow::patient)
        .containsExactly(
            tuple("part_1/ISIC_1.jpg", "Malignant Melanoma", "HAM_1"),
            tuple("part_2/ISIC_2.jpg", "Melanocytic Nevus", "HAM_1"));
    assertThat(read.rows()).extracting(ManifestRow::modality).containsOnly("drawn");
    assertThat(read.notes()).singleElement().asString().contains("lesion_id stands for them");
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            table + ":5: has no image called ISIC_3 in the folder",
            table + ":6: repeats identifier ISIC_1 of " + table + ":2",
            table + ":8: has no image called ../ISIC_1 in the folder",
            table + ":9: has 2 values, the header 7",
            table + ":10: the table is not valid CSV; from here it is not read");
  }

  @Test
  void patientsOfIsicComeBeforeLesions() throws IOException {
    write("ISIC_1.jpg", "");
    write(
        "isic.csv",
        """
        \uFEFFisic_id,diagnosis,patient_id,lesion_id,image_type
        ISIC_1,Angioma,IP_1,IL_1,clinical: close-up
        """);

    assertThat(ham().rows())
        .singleElement()
        .satisfies(row -> {
          assertThat(row.patient()).isEqualTo("IP_1");
          assertThat(row.className()).isEqualTo("Angioma");
          assertThat(row.modality()).isEqualTo("clinical: close-up");
        });
  }

  @Test
  void tablesThatCannotBeMeantAreRefused() throws IOException {
    assertThatThrownBy(this::ham).hasMessageContaining("no .csv table");
    Path table = write("a.csv", "image_id,age\n");
    assertThatThrownBy(this::ham).hasMessage(table + ": the header has no column dx or diagnosis");
    write("a.csv", "dx,image_id,DX\n");
    assertThatThrownBy(this::ham).hasMessage(table + ": the header names dx twice");
    write("a.csv", "");
    assertThatThrownBy(this::ham).hasMessage(table + ": the table is empty");
    Files.write(table, "image_id,dx\nm\u00e9l,mel\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(ham().bad()).singleElement().asString().contains("is not UTF-8");
    write("b.csv", "image_id,dx\n");
    assertThatThrownBy(this::ham).hasMessageContainingAll("more than one", "a.csv", "b.csv");
  }

  @Test
  void imagesThatCannotBeUsedAreLeftOut() throws IOException {
    write("whole.jpg", "whole");
    write("copy.jpg", "whole");
    write("corrupt.jpg", "corrupt");
    Path outside = Files.writeString(temporary.resolve("outside.jpg"), "whole");
    Files.createSymbolicLink(folder.resolve("link.jpg"), outside);
    Path manifest = folder.resolve("m.jsonl");
    ManifestFile.write(
        manifest,
        List.of(
            TestRows.row("whole", "c", ""),
            TestRows.row("corrupt", "c", ""),
            TestRows.row("link", "c", ""),
            TestRows.row("gone", "c", ""),
            TestRows.row("copy", "c", "")));
    ImageCheck check =
        bytes ->
            new String(bytes, StandardCharsets.UTF_8).equals("whole")
                ? Optional.empty()
                : Optional.of("it is corrupt");

    ReadRows read =
        new CheckedImages(folder, check, () -> {})
            .check(ManifestFile.read(manifest), new SeenPictures());

    assertThat(read.rows()).extracting(ManifestRow::identifier).containsExactly("whole");
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            manifest + ":2: image corrupt.jpg: it is corrupt",
            manifest + ":3: has an image path that leaves the folder: link.jpg",
            manifest + ":4: has no image gone.jpg in the folder",
            manifest + ":5: image copy.jpg is a copy of whole.jpg of " + manifest + ":1");
  }

  private ClassNames milia() throws IOException {
    return ClassNames.read(
        Files.writeString(
            temporary.resolve("labels.json"),
            "{\"labels\": [{\"id_code\": 4, \"name_en\": \"Milia\", \"name_ko\": \"비립종\"}]}"));
  }

  private ReadRows aihub(Optional<ClassNames> classes) throws IOException {
    return new AiHubImporter(classes, "drawn").read(folder);
  }

  private ReadRows ham() throws IOException {
    return new HamImporter(Optional.empty(), "drawn").read(folder);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }
}
