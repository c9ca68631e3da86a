package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LesionDatasetTest {

  @Test
  void drawsTheSameSampleForTheSameSeedAndIndex() {
    LesionSample sample = new LesionDataset(11, 64, 48).draw(1234);
    assertThat(new LesionDataset(11, 64, 48).draw(1234)).isEqualTo(sample);
    assertThat(new LesionDataset(12, 64, 48).draw(1234).scene()).isNotEqualTo(sample.scene());
  }

  @Test
  void showsTheSameScenesAtEverySize() {
    assertThat(new LesionDataset(11, 64, 48).draw(8).scene())
        .isEqualTo(new LesionDataset(11, 128, 96).draw(8).scene());
  }

  @Test
  void neverRepeatsASceneAndKeepsClassesBalanced() {
    LesionDataset dataset = new LesionDataset(3, 32, 32);
    Set<LesionScene> scenes = new HashSet<>();
    int[] perClass = new int[LesionClass.count()];
    for (int i = 0; i < 900; i++) {
      LesionScene scene = dataset.draw(i).scene();
      assertThat(scene.condition()).isEqualTo(LesionClass.of(LesionDataset.idCode(i)));
      perClass[LesionDataset.idCode(i)]++;
      scenes.add(scene);
    }
    assertThat(scenes).hasSize(900);
    assertThat(perClass).containsOnly(60);
  }

  @Test
  void refusesANegativeIndex() {
    assertThatThrownBy(() -> new LesionDataset(3).draw(-1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void writesPicturesWithAnnotationsThatBelongToThem(@TempDir Path directory) throws IOException {
    LesionDataset dataset = new LesionDataset(5, 160, 120);
    List<Integer> progress = new ArrayList<>();
    dataset.write(directory, 30, 4, progress::add);

    assertThat(progress).containsExactly(1, 2, 3, 4);
    LesionSample sample = dataset.draw(31);
    var picture = ImageIO.read(directory.resolve("01-000031.jpg").toFile());
    assertThat(picture.getWidth()).isEqualTo(160);
    JsonObject annotation =
        JsonParser.parseString(Files.readString(directory.resolve("01-000031.json")))
            .getAsJsonObject()
            .getAsJsonArray("annotations")
            .get(0)
            .getAsJsonObject();
    assertThat(annotation.get("identifier").getAsString()).isEqualTo("01-000031");
    JsonObject diagnosis = annotation.getAsJsonObject("diagnosis_info");
    assertThat(diagnosis.get("diagnosis_name").getAsString()).isEqualTo("Basal Cell Carcinoma");
    assertThat(diagnosis.get("desc").getAsString()).isEqualTo(sample.description().english());
    assertThat(diagnosis.get("desc_ko").getAsString()).isEqualTo(sample.description().korean());
    BoundingBox box = sample.scene().boundingBox(160, 120);
    assertThat(annotation.getAsJsonObject("bbox").get("xpos").getAsInt()).isEqualTo(box.x());
    assertThat(annotation.getAsJsonObject("bbox").get("height").getAsInt()).isEqualTo(box.height());
    assertThat(annotation.getAsJsonObject("generated_parameters").get("drawn").getAsBoolean())
        .isTrue();
  }
}
