package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.trainer.lesion.LesionDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream dataset} as processes. */
class DatasetCommandIT {
  private static final long SEED = 11;
  private static final int IMAGES = 60;

  @TempDir Path temporary;
  private Path data = Path.of("");

  @BeforeEach
  void findTheRealFolder() throws IOException {
    data = temporary.toRealPath().resolve("data");
  }

  @Test
  void drawnAnnotationsAreImportedCheckedAndSplit() throws Exception {
    new LesionDataset(SEED, 64, 48).write(data, 0, IMAGES, written -> {});
    Path corrupt = data.resolve("03-000003.jpg");
    byte[] whole = Files.readAllBytes(corrupt);
    Files.write(corrupt, Arrays.copyOf(whole, whole.length / 2));
    Files.copy(
        data.resolve("04-000004.jpg"),
        data.resolve("05-000005.jpg"),
        StandardCopyOption.REPLACE_EXISTING);
    Path broken = Files.writeString(data.resolve("zz.json"), "{\"annotations\": [\n{\"iden");
    String labels =
        Repository.root()
            .resolve("releases/demonstration/profiles/tumour15/profile.json")
            .toString();

    Outcome imported =
        run(
            "import",
            "--from",
            "aihub",
            "--data",
            path("data"),
            "--labels",
            labels,
            "--out",
            path("m.jsonl"));

    assertThat(imported.status()).as(imported.err()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(imported.out().lines())
        .containsExactly(
            broken + ":2: the file is not valid JSON; from here it is not read",
            data.resolve("03-000003.json")
                + ":3: image 03-000003.jpg: TRUNCATED_IMAGE: The JPEG ends before its last pixel.",
            data.resolve("05-000005.json")
                + ":3: image 05-000005.jpg is a copy of 04-000004.jpg of "
                + data.resolve("04-000004.json")
                + ":3",
            path("m.jsonl") + ": 58 rows of 15 classes, 3 left out");

    assertThat(
            fails("split", "--manifest", path("m.jsonl"), "--group", "patient", "--out", path("s")))
        .isEqualTo("dermstream: no row has a patient, by which to group");
    Outcome split =
        run(
            "split",
            "--manifest",
            path("m.jsonl"),
            "--group",
            "image",
            "--shares",
            "0.5,0.25,0.25",
            "--out",
            path("s"));
    assertThat(split.status()).as(split.err()).isZero();
    assertThat(split.out())
        .contains("No image is on two sides: 58 images, 58 images compared.")
        .containsPattern("train +\\d+ +\\d+ +15\n");

    Outcome checked =
        run(
            "check",
            "--manifest",
            path("s/train.jsonl"),
            "--manifest",
            path("s/validation.jsonl"),
            "--manifest",
            path("s/test.jsonl"),
            "--images",
            path("data"));
    assertThat(checked.status()).as(checked.out() + checked.err()).isZero();
    assertThat(checked.out()).contains("No image is on two sides: 58 images");
  }

  @Test
  void aTableIsSplitByItsPatientsAndALeakIsRefused() throws Exception {
    table(40);
    Outcome imported =
        run(
            "import",
            "--from",
            "ham",
            "--data",
            path("data"),
            "--modality",
            "dermoscopic",
            "--out",
            path("m.jsonl"));
    assertThat(imported.status()).as(imported.out() + imported.err()).isZero();
    assertThat(imported.out())
        .contains("lesion_id stands for them", "40 rows of 2 classes, 0 left out");

    succeeds(
        "split",
        "--manifest",
        path("m.jsonl"),
        "--group",
        "patient",
        "--seed",
        "7",
        "--out",
        path("a"));
    succeeds(
        "split",
        "--manifest",
        path("m.jsonl"),
        "--group",
        "patient",
        "--seed",
        "7",
        "--out",
        path("b"));

    for (String side : List.of("train.jsonl", "validation.jsonl", "test.jsonl")) {
      assertThat(temporary.resolve("a").resolve(side))
          .hasSameTextualContentAs(temporary.resolve("b").resolve(side));
    }
    JsonObject facts =
        JsonParser.parseString(Files.readString(temporary.resolve("a/split.json")))
            .getAsJsonObject();
    assertThat(facts.get("proof").getAsString())
        .isEqualTo("No patient is on two sides: 20 patients, 40 images compared.");
    assertThat(facts.get("seed").getAsLong()).isEqualTo(7);
    succeeds(
        "check",
        "--manifest",
        path("a/train.jsonl"),
        "--manifest",
        path("a/test.jsonl"),
        "--group",
        "patient");

    List<String> train = Files.readAllLines(temporary.resolve("a/train.jsonl"));
    String moved = train.getFirst().replace("\"ISIC_", "\"COPY_").replace("ISIC_", "copies/ISIC_");
    Path test = temporary.resolve("a/test.jsonl");
    Files.writeString(test, Files.readString(test) + moved + "\n");
    String patient = JsonParser.parseString(moved).getAsJsonObject().get("patient").getAsString();

    assertThat(
            fails(
                "check",
                "--manifest",
                path("a/train.jsonl"),
                "--manifest",
                path("a/test.jsonl"),
                "--group",
                "patient"))
        .startsWith("dermstream: the split leaks: 1 patient is on two sides: " + patient + " (");
  }

  @Test
  void hostileRowsAreListedAndWhatCannotGoOnSaysWhy() throws Exception {
    Files.createDirectories(data);
    Path manifest =
        Files.writeString(
            temporary.resolve("m.jsonl"),
            """
            {"identifier":"a","image":"a.jpg","class":"c","patient":"P1"}
            {"identifier":
            {"identifier":"b","image":"../b.jpg","class":"c","patient":"P1"}
            {"identifier":"a","image":"c.jpg","class":"c","patient":"P1"}
            """);

    Outcome checked = run("check", "--manifest", manifest.toString());

    assertThat(checked.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(checked.out().lines())
        .containsExactly(
            manifest + ":2: is not valid JSON",
            manifest
                + ":3: has an image path that leaves the folder or is not in its plain form: ../b.jpg",
            manifest + ":4: repeats identifier a of " + manifest + ":1",
            manifest + ": 1 rows of 1 classes, 3 left out");
    assertThat(
            fails(
                "split",
                "--manifest",
                manifest.toString(),
                "--group",
                "patient",
                "--out",
                path("s")))
        .isEqualTo(
            "dermstream: class c has one image; to be on all 3 sides a class needs 3 patients");
    assertThat(temporary.resolve("s")).doesNotExist();
    assertThat(
            fails(
                "split",
                "--manifest",
                manifest.toString(),
                "--group",
                "patient",
                "--shares",
                "0.9,0.2",
                "--out",
                path("s")))
        .contains("shares: they add up to");
    assertThat(fails("import", "--from", "ham", "--data", path("gone"), "--out", path("n.jsonl")))
        .contains("gone: no such file or folder");
    assertThat(
            fails("import", "--from", "ham", "--data", path("data"), "--out", manifest.toString()))
        .contains("m.jsonl is there already");
  }

  /** Two images of each lesion. */
  private void table(int images) throws IOException {
    Files.createDirectories(data.resolve("images"));
    LesionDataset drawn = new LesionDataset(SEED, 48, 36);
    StringBuilder table = new StringBuilder("lesion_id,image_id,dx\n");
    for (int i : IntStream.range(0, images).toArray()) {
      Files.write(data.resolve("images/ISIC_%02d.jpg".formatted(i)), drawn.jpeg(i));
      table.append("HAM_%d,ISIC_%02d,%s%n".formatted(i / 2, i, i % 4 < 2 ? "nv" : "mel"));
    }
    Files.writeString(data.resolve("metadata.csv"), table);
  }

  private String path(String name) {
    return data.resolveSibling(name).toString();
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 1];
    all[0] = "dataset";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandProcess.run(temporary, all);
  }

  private void succeeds(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
  }

  private String fails(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.out()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    List<String> lines =
        outcome.err().lines().filter(line -> line.startsWith("dermstream: ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    return lines.getFirst();
  }
}
