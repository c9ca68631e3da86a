package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.Value;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code dermstream screen --region} through the whole cluster, on drawn photographs of two lesions
 * and with a finder that knows dark from light.
 */
class RegionCommandIT {
  @TempDir static Path folder;

  private static RunningCluster cluster;
  private static Path photograph;

  @BeforeAll
  static void start() throws IOException {
    Path release = folder.resolve("release");
    copy(Repository.root().resolve("releases/demonstration"), release);
    finder(release.resolve("model/region_finder.onnx"));
    Release.seal(release, "looking", "not for clinical use", "tumour15");
    photograph = folder.resolve("arm.png");
    ImageIO.write(twoLesions(), "png", photograph.toFile());
    cluster =
        new RunningCluster(
            ConfigFactory.parseMap(Map.of("dermstream.release", release.toString())));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void bothLesionsAreAnsweredWithTheirBoxes() throws Exception {
    Outcome outcome = dermstream("--format", "json", "--region", "on");

    JsonObject report = JsonParser.parseString(outcome.out()).getAsJsonObject();
    assertBox(report.getAsJsonObject("image").getAsJsonObject("region"), 500, 360, 150);
    assertThat(report.getAsJsonObject("label").get("name").getAsString()).isNotEmpty();
    JsonArray further = report.getAsJsonArray("further_lesions");
    assertThat(further).hasSize(1);
    JsonObject second = further.get(0).getAsJsonObject();
    assertBox(second.getAsJsonObject("region"), 150, 120, 105);
    assertThat(second.getAsJsonObject("label").get("name").getAsString()).isNotEmpty();
    assertThat(second.getAsJsonArray("class_confidence")).hasSize(15);
  }

  @Test
  void thePictureIsAnsweredWholeUnlessAskedOtherwise() throws Exception {
    JsonObject report =
        JsonParser.parseString(dermstream("--format", "json").out()).getAsJsonObject();

    assertThat(report.getAsJsonObject("image").has("region")).isFalse();
    assertThat(report.getAsJsonArray("further_lesions")).isEmpty();
  }

  @Test
  void theTableTellsThemInWords() throws Exception {
    Outcome outcome = dermstream("--region", "on");

    assertThat(outcome.out())
        .containsPattern("  lesion at \\d+,\\d+ of \\d+ x \\d+ pixels")
        .containsPattern("  further lesion at \\d+,\\d+ of \\d+ x \\d+ pixels: \\S+");
  }

  private static void assertBox(JsonObject box, int x, int y, int side) {
    assertThat(box.get("found").getAsBoolean()).isTrue();
    int width = box.get("width").getAsInt();
    assertThat(width).isCloseTo(side, within(45));
    assertThat(box.get("x").getAsInt() + width / 2).isCloseTo(x, within(12));
    assertThat(box.get("y").getAsInt() + box.get("height").getAsInt() / 2).isCloseTo(y, within(12));
  }

  private static Outcome dermstream(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("screen", photograph.toString()));
    all.addAll(List.of(options));
    all.addAll(List.of("--server", cluster.address()));
    return CommandProcess.run(folder, all.toArray(String[]::new));
  }

  private static BufferedImage twoLesions() {
    BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(new Color(224, 190, 170));
    pen.fillRect(0, 0, 640, 480);
    pen.setColor(new Color(90, 40, 30));
    pen.fillOval(450, 310, 100, 100);
    pen.fillOval(115, 85, 70, 70);
    pen.dispose();
    return image;
  }

  /** -10 green - 1 for each pixel of a picture of 64 x 64. */
  private static void finder(Path file) throws IOException {
    Graph graph = new Graph("finder");
    Value pixels = graph.input("pixel_values", TensorProto.DataType.FLOAT, "batch", 3, 64, 64);
    Value weights = graph.floats(new float[] {0, -10, 0}, 3);
    Value dark = graph.node("Einsum", Map.of("equation", "bchw,c->bhw"), pixels, weights);
    Value logits = graph.node("Add", dark, graph.floats(new float[] {-1}, 1));
    graph.output("lesion_logits", logits, TensorProto.DataType.FLOAT, "batch", 64, 64);
    graph.write(file);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
