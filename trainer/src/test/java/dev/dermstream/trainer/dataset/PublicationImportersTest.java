package dev.dermstream.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationImportersTest {
  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("data"));
    for (String name : List.of("a", "b", "c", "d", "e")) {
      write("figures/" + name + ".jpg", name);
    }
  }

  @Test
  void thereAreTwentyNineCategoriesAndTheirSpellingsMeanThem() {
    assertThat(FigureCategory.values()).hasSize(29);
    for (FigureCategory each : FigureCategory.values()) {
      assertThat(FigureCategory.of(each.label())).contains(each);
      assertThat(FigureCategory.of(each.name())).as(each.name()).contains(each);
    }
    assertThat(FigureCategory.of("malignant skin tumors"))
        .contains(FigureCategory.MALIGNANT_SKIN_TUMOURS);
    assertThat(FigureCategory.of("seborrhoeic_dermatitis"))
        .contains(FigureCategory.SEBORRHEIC_DERMATITIS);
    assertThat(FigureCategory.of("wart")).contains(FigureCategory.WARTS);
    assertThat(FigureCategory.of("contact dermatitis")).as("which of the two?").isEmpty();
  }

  @Test
  void figuresAreReadFromLinesAndBadOnesAreListed() throws IOException {
    Path file =
        write(
            "figures.jsonl",
            """
            {"figure": "figures/a.jpg", "caption": "Crusts.", "pmcid": "PMC123.2", "labels": ["bacterial infections", "Other"]}
            {"figure": "b.jpg", "caption": "Nodule.", "pmcid": "123", "labels": "malignant skin tumors; warts", "identifier": "two", "modality": "clinical"}
            {"figure": "c", "caption": "Scales.", "pmcid": "pmc9"}

            {"figure": "d", "caption": " ", "pmcid": "pmc9"}
            {"figure": "d", "caption": "D", "pmcid": "10.1/2"}
            {"figure": "d", "caption": "D", "pmcid": "pmc9", "labels": ["measles"]}
            {"figure": "../d.jpg", "caption": "D", "pmcid": "pmc9"}
            {"figure": "z", "caption": "D", "pmcid": "pmc9"}
            {"figure": "a", "caption": "D", "pmcid": "pmc9"}
            {"figure": "d", "caption": 1, "pmcid": "pmc9"}
            {"figure":
            [1]
            """);

    ReadRows read = new PmcImporter(Optional.empty(), "photograph").read(folder);

    assertThat(read.rows())
        .extracting(
            ManifestRow::identifier,
            ManifestRow::image,
            ManifestRow::className,
            ManifestRow::paper,
            ManifestRow::modality,
            ManifestRow::caption)
        .containsExactly(
            tuple(
                "figures/a.jpg",
                "figures/a.jpg",
                "Bacterial Infections",
                "PMC123",
                "photograph",
                "Crusts."),
            tuple(
                "two", "figures/b.jpg", "Malignant Skin Tumours", "PMC123", "clinical", "Nodule."),
            tuple("figures/c.jpg", "figures/c.jpg", "Other", "PMC9", "photograph", "Scales."));
    assertThat(read.notes())
        .containsExactly("2 figures have several labels: the first is the class.");
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            file + ":5: needs caption",
            file + ":6: has a pmcid that is none: 10.1/2",
            file + ":7: has a label that is no category: measles",
            file + ":8: has an image path that leaves the folder: ../d.jpg",
            file + ":9: has no image called z in the folder",
            file + ":10: repeats identifier figures/a.jpg of " + file + ":1",
            file + ":11: has a caption that is not a text",
            file + ":12: is not valid JSON",
            file + ":13: is not a JSON object");
  }

  @Test
  void figuresAreReadFromATableToo() throws IOException {
    Path table =
        write(
            "figures.csv",
            """
            Figure,Caption,PMCID,Labels
            a,"Crusts, ""honey""
            coloured.",PMC1,bacterial infections;other
            b,B,PMC1
            c,C,PMC2,
            """);

    ReadRows read = new PmcImporter(Optional.empty(), "").read(folder);

    assertThat(read.rows())
        .extracting(ManifestRow::image, ManifestRow::className, ManifestRow::caption)
        .containsExactly(
            tuple("figures/a.jpg", "Bacterial Infections", "Crusts, \"honey\"\ncoloured."),
            tuple("figures/c.jpg", "Other", "C"));
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(table + ":4: has 3 values, the header 4");
  }

  @Test
  void aFolderWithoutOneFileOfFiguresIsRefused() throws IOException {
    assertThatThrownBy(() -> new PmcImporter(Optional.empty(), "").read(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no .jsonl or .csv file of figures");
    write("a.csv", "figure\n");
    write("b.jsonl", "");
    assertThatThrownBy(() -> new PmcImporter(Optional.empty(), "").read(folder))
        .hasMessageContainingAll("more than one", "a.csv", "b.jsonl");
  }

  @Test
  void recordsOfOneImageAreOneRow() throws IOException {
    Path array =
        write(
            "one.json",
            """
            [
              {"image": "figures/a.jpg", "question": "What is it?", "answer": "B",
               "options": ["Acne", "Impetigo", "Scabies", "Eczema"], "class": "Impetigo", "paper": "P1"},
              {"image": "figures/a.jpg", "question": "Which bacterium?", "answer": "Staphylococcus",
               "options": {"a": "Staphylococcus", "b": "Treponema"}},
              {"image": "figures/a.jpg", "question": "Who?", "answer": "Z", "options": ["X", "Y"]},
              {"image": "figures/a.jpg", "question": "What is it?", "answer": "Impetigo"},
              {"image": "figures/a.jpg", "question": "Why?", "answer": "So", "class": "Acne"},
              {"image": "figures/b.jpg", "question": "Why?"},
              {"image": "figures/b.jpg", "question": "원인은?", "answer": "세균", "language": "ko",
               "distractors": ["곰팡이", "세균 "]},
              {"question": "Why?", "answer": "So"}
            ]
            """);
    Path lines =
        write(
            "two.jsonl",
            """
            {"image": "a", "question": "Where?", "answer": "Around the mouth", "distractors": ["Feet", "Back"]}
            {"image": "c", "question": "Where?", "answer": "Feet"}
            """);

    ReadRows read = new QuestionImporter(Optional.empty(), "clinical").read(folder);

    assertThat(read.rows())
        .extracting(ManifestRow::image)
        .containsExactly("figures/a.jpg", "figures/c.jpg");
    assertThat(read.rows().getFirst())
        .satisfies(row -> {
          assertThat(row.className()).isEqualTo("Impetigo");
          assertThat(row.paper()).isEqualTo("P1");
          assertThat(row.modality()).isEqualTo("clinical");
          assertThat(row.questions())
              .containsExactly(
                  new QuestionAnswer(
                      "What is it?", "Impetigo", "en", List.of("Acne", "Scabies", "Eczema")),
                  new QuestionAnswer(
                      "Which bacterium?", "Staphylococcus", "en", List.of("Treponema")),
                  new QuestionAnswer("Where?", "Around the mouth", "en", List.of("Feet", "Back")));
        });
    assertThat(read.good().get(1).place()).isEqualTo(new Place(lines, 2));
    assertThat(read.rows().get(1).className()).isEqualTo("Unspecified");
    assertThat(read.notes()).containsExactly("Images that name no class, and are Unspecified: 1");
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            array + ":6: has an answer that is none of its options: Z",
            array + ":7: asks again what was asked of the image before: What is it?",
            array + ":8: has class Acne, and at " + array + ":2 it is Impetigo",
            array + ":9: needs question and answer",
            array + ":10: has a distractor that is blank or the answer itself",
            array + ":12: needs image");
  }

  @Test
  void questionsThatAreNoArrayOrBreakOffAreListed() throws IOException {
    Path object = write("a.json", "{\"image\": \"a\"}");
    Path broken =
        write(
            "b.json",
            "[{\"image\": \"a\", \"question\": \"Q\", \"answer\": \"A\"},\n{\"image\": \"b\", \"ques");
    Path letters = folder.resolve("c.jsonl");
    Files.write(letters, "{\"image\": \"\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));

    ReadRows read = new QuestionImporter(Optional.empty(), "").read(folder);

    assertThat(read.rows()).hasSize(1);
    assertThat(read.bad())
        .extracting(BadRow::toString)
        .containsExactly(
            object + ":1: the file is no JSON array",
            broken + ":2: the file is not valid JSON; from here it is not read",
            letters + ":1: is not UTF-8");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }
}
