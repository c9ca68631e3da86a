package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.RegionFinder;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.onnx.Graph;
import dev.dermstream.trainer.onnx.RegionFinderExport;
import dev.dermstream.trainer.onnx.Value;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.ScreenRequest;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void thePictureIsAnsweredWholeWhereAskedTo() throws Exception {
    JsonObject report =
        JsonParser.parseString(dermstream("--format", "json", "--region", "off").out())
            .getAsJsonObject();

    assertThat(report.getAsJsonObject("image").has("region")).isFalse();
    assertThat(report.getAsJsonArray("further_lesions")).isEmpty();
  }

  @Test
  void theTableTellsThemInWords() throws Exception {
    Outcome outcome = dermstream("--region", "on");

    assertThat(outcome.out())
        .containsPattern("  lesion at x \\d+, y \\d+, \\d+ x \\d+ pixels")
        .containsPattern("  further lesion at x \\d+, y \\d+, \\d+ x \\d+ pixels: \\S+");
  }

  /** Weights that say the same of every cell, in the graph that the trainer writes. */
  @ParameterizedTest
  @CsvSource({"5, true", "-5, false"})
  void aFinderOfTheTrainersFormIsServed(float bias, boolean found, @TempDir Path other)
      throws Exception {
    Path release = other.resolve("release");
    copy(Repository.root().resolve("releases/demonstration"), release);
    VisionConfig network = new VisionConfig(16, 32, 1, 2, 3, 32, 8, 1e-6f);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    RegionFinder.parameters(network)
        .forEach((name, shape) -> weights.put(name, constant(shape, name, bias)));
    Safetensors.write(release.resolve("model").resolve(RegionFinderExport.WEIGHTS), weights);
    RegionFinderExport.write(release.resolve("model"), network);
    Release.seal(release, "trained", "", "tumour15");

    try (RunningCluster trained =
        new RunningCluster(
            ConfigFactory.parseMap(Map.of("dermstream.release", release.toString())))) {
      Region region =
          trained
              .stub()
              .screen(
                  ScreenRequest.newBuilder()
                      .setImage(ByteString.copyFrom(Files.readAllBytes(photograph)))
                      .setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_ON)
                      .build())
              .getReport()
              .getImage()
              .getRegion();

      assertThat(region.getFound()).isEqualTo(found);
      assertThat(region.getWidth()).isEqualTo(640);
      assertThat(region.getHeight()).isEqualTo(480);
    }
  }

  private static Tensor constant(long[] shape, String name, float bias) {
    float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))];
    if (name.endsWith("region_head.bias")) {
      Arrays.fill(values, bias);
    }
    return Tensor.ofFloats(values, shape);
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
