package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.trainer.lesion.LesionDataset;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dermstream dataset duplicates} and {@code check} as processes. */
class DuplicatesCommandIT {
  private static final String MODEL =
      Repository.root().resolve("releases/demonstration/model").toString();

  @TempDir Path temporary;

  @Test
  void aPictureSavedAgainAndACaptionWithAnotherWordAreLeaks() throws Exception {
    LesionDataset drawn = new LesionDataset(9, 160, 120);
    for (int i = 0; i < 6; i++) {
      Files.write(temporary.resolve(i + ".jpg"), drawn.jpeg(i));
    }
    Files.write(temporary.resolve("again.jpg"), savedAgain(drawn.jpeg(2)));
    Path train =
        manifest(
            "train.jsonl",
            row(
                "a",
                "0.jpg",
                "A child of four years with honey coloured crusts around the mouth since a week"),
            row("b", "1.jpg", ""),
            row("c", "2.jpg", ""));
    Path test =
        manifest(
            "test.jsonl",
            row(
                "d",
                "3.jpg",
                "A child of four years with honey coloured crusts around the mouth since a month"),
            row("e", "again.jpg", ""),
            row("f", "gone.jpg", ""));

    Outcome outcome =
        run(
            "duplicates",
            train,
            test,
            "--images",
            temporary.toString(),
            "--model",
            MODEL,
            "--image-similarity",
            "0.995",
            "--out",
            path("report.jsonl"));

    assertThat(outcome.status()).as(outcome.err()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(outcome.out())
        .contains(
            "2 texts compared, 0 that over 10 rows share left out",
            "5 images compared",
            test + ":3: has no image gone.jpg in the folder");
    List<JsonObject> found =
        Files.readAllLines(temporary.resolve("report.jsonl")).stream()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(found)
        .extracting(finding ->
            "%s %s %s %s"
                .formatted(
                    finding.get("relation").getAsString(),
                    finding.get("medium").getAsString(),
                    identifier(finding, "first"),
                    identifier(finding, "second")))
        .contains("leak image e c", "leak text d a");

    Outcome checked = run("check", train, test, "--text-similarity", "0.8");
    assertThat(checked.status()).as(checked.err()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(checked.out()).contains("leak 0.", "Near-duplicates: 1 leaks, 0 within a side");
    assertThat(run("check", train, test).status()).isZero();
    assertThat(run("check", train, test, "--text-similarity", "0.95").status()).isZero();
    assertThat(run("duplicates", train, test, "--model", MODEL, "--out", path("other.jsonl")).err())
        .contains("images are compared by --images and --model together");
  }

  private static String identifier(JsonObject finding, String which) {
    return finding.getAsJsonObject(which).get("identifier").getAsString();
  }

  private static String row(String identifier, String image, String caption) {
    String told = caption.isEmpty() ? "" : ",\"caption\":\"" + caption + "\"";
    return "{\"identifier\":\"%s\",\"image\":\"%s\",\"class\":\"Impetigo\"%s}"
        .formatted(identifier, image, told);
  }

  private Path manifest(String name, String... rows) throws IOException {
    return Files.write(temporary.resolve(name), List.of(rows));
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  private static byte[] savedAgain(byte[] jpeg) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(0.8f);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(
          null, new IIOImage(ImageIO.read(new ByteArrayInputStream(jpeg)), null, null), quality);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private Outcome run(String command, Path train, Path test, String... more)
      throws IOException, InterruptedException {
    return CommandProcess.run(
        temporary,
        Stream.concat(
                Stream.of(
                    "dataset",
                    command,
                    "--manifest",
                    train.toString(),
                    "--manifest",
                    test.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
