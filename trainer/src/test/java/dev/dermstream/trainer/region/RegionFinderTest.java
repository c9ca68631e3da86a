package dev.dermstream.trainer.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.Region;
import dev.dermstream.trainer.lesion.BoundingBox;
import dev.dermstream.trainer.lesion.LesionDataset;
import dev.dermstream.trainer.lesion.LesionSample;
import dev.dermstream.trainer.lesion.PictureFiles;
import dev.dermstream.trainer.model.VisionConfig;
import dev.dermstream.trainer.onnx.OrtGraph;
import dev.dermstream.trainer.onnx.RegionFinderExport;
import dev.dermstream.trainer.recipe.StageConfig;
import dev.dermstream.trainer.recipe.release.ModelFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionFinderTest {
  private static final RegionFinderConfig TINY =
      new RegionFinderConfig(
          new VisionConfig(32, 64, 1, 2, 3, 32, 4, 1e-6f),
          new StageConfig(120, 10, 5e-3, 0.01, 1.0),
          16,
          0.2,
          3);

  @TempDir Path folder;

  @Test
  void sharesOfCellsAreThoseOfTheBoxes() {
    float[] grid = RegionGrid.of(List.of(region(10, 0, 15, 10), region(0, 30, 40, 10)), 40, 40, 4);

    assertThat(grid).containsExactly(0, 1, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1);
    float[] turned = new float[16];
    RegionGrid.copy(grid, 4, true, true, turned, 0);
    assertThat(turned).containsExactly(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5f, 1, 0);
  }

  @Test
  void aTrainedFinderTellsLesionsOnPicturesItNeverSaw() throws IOException {
    List<ManifestRow> rows = drawn(120);

    RegionFinderRecipe.Outcome outcome =
        new RegionFinderRecipe(TINY, RegionFinderTest::picture)
            .make(marked(rows), folder.resolve("out"));

    RegionFigures untrained = untrained(rows.subList(96, 120));
    assertThat(outcome.trainingPictures()).isEqualTo(96);
    assertThat(outcome.heldOut().pictures()).isEqualTo(24);
    assertThat(outcome.heldOut().intersectionOverUnion()).isGreaterThan(0.5);
    assertThat(outcome.heldOut().brier()).isLessThan(untrained.brier() / 2);
    assertThat(folder.resolve("out/region_finder.json"))
        .content()
        .contains("intersection_over_union");
  }

  @Test
  void theGraphSaysWhatTheTrainedNetworkSays() throws IOException, OrtException {
    RegionPictures pictures;
    try (RegionFinderTraining training = new RegionFinderTraining(TINY)) {
      pictures = read(training, drawn(3));
      Safetensors.write(
          folder.resolve(RegionFinderExport.WEIGHTS), ModelFiles.rounded(training.weights()));
      RegionFinderExport.write(folder, TINY.network());
      RegionFigures eager = training.judge(pictures);
      RegionPictures.Batch batch = pictures.from(0, 3);

      float[] probabilities = graph(batch);

      RegionFigures exported = RegionFigures.of(3, probabilities, batch.shares());
      assertThat(exported.brier()).isCloseTo(eager.brier(), within(1e-4));
    }
  }

  @Test
  void unmarkedAndWronglyMarkedPicturesAreRefusedByName() {
    List<ManifestRow> rows = new ArrayList<>(drawn(12));
    rows.add(row("unmarked", new RgbImage(8, 8, new byte[192]), List.of()));
    assertThatThrownBy(() -> make(rows))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("unmarked has no regions");
    rows.removeLast();
    rows.add(row("outside", new RgbImage(8, 8, new byte[192]), List.of(region(4, 4, 5, 2))));
    assertThatThrownBy(() -> make(rows))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("outside has a region that leaves its image of 8 x 8");
    assertThatThrownBy(() -> make(rows.subList(0, 2))).hasMessageContaining("too few");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private List<MarkedImage> marked(List<ManifestRow> rows) {
    return rows.stream().map(row -> new MarkedImage(row, folder.resolve(row.image()))).toList();
  }

  private void make(List<ManifestRow> rows) throws IOException {
    new RegionFinderRecipe(TINY, RegionFinderTest::picture)
        .make(marked(rows), folder.resolve("out"));
  }

  private RegionFigures untrained(List<ManifestRow> rows) throws IOException {
    try (RegionFinderTraining training = new RegionFinderTraining(TINY)) {
      return training.judge(read(training, rows));
    }
  }

  private RegionPictures read(RegionFinderTraining training, List<ManifestRow> rows)
      throws IOException {
    int side = TINY.network().patchesPerSide();
    return RegionPictures.read(
        marked(rows), RegionFinderTest::picture, training.levels(), side, () -> {});
  }

  private float[] graph(RegionPictures.Batch batch) throws OrtException {
    try (OrtGraph graph = new OrtGraph(folder.resolve(RegionFinderExport.GRAPH))) {
      Tensor pixels = Tensor.ofFloats(batch.pixels(), batch.count(), 3, 32, 32);
      Tensor logits =
          Objects.requireNonNull(graph.run(Map.of("pixel_values", pixels)).get("lesion_logits"));
      assertThat(logits.shape()).containsExactly(3, 8, 8);
      float[] probabilities = logits.toFloats();
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = (float) (1 / (1 + Math.exp(-probabilities[i])));
      }
      return probabilities;
    }
  }

  private List<ManifestRow> drawn(int count) {
    LesionDataset dataset = new LesionDataset(5, 64, 48);
    List<ManifestRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LesionSample sample = dataset.draw(i);
      BoundingBox box = sample.scene().boundingBox(64, 48);
      rows.add(
          row(
              "drawn-" + i,
              sample.picture(),
              List.of(region(box.x(), box.y(), box.width(), box.height()))));
    }
    return rows;
  }

  private ManifestRow row(String identifier, RgbImage picture, List<Region> regions) {
    try {
      Files.write(folder.resolve(identifier + ".jpg"), PictureFiles.jpeg(picture));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ManifestRow(
        identifier,
        identifier + ".jpg",
        "Lesion",
        "",
        "",
        "",
        "",
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        regions);
  }

  private static RgbImage picture(byte[] bytes) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
    for (int pixel = 0; pixel < rgb.length / 3; pixel++) {
      int colour = image.getRGB(pixel % image.getWidth(), pixel / image.getWidth());
      rgb[3 * pixel] = (byte) (colour >> 16);
      rgb[3 * pixel + 1] = (byte) (colour >> 8);
      rgb[3 * pixel + 2] = (byte) colour;
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }

  private static Region region(int x, int y, int width, int height) {
    return new Region(x, y, width, height, "");
  }
}
