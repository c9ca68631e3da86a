package dev.dermstream.trainer.drawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.Region;
import dev.dermstream.trainer.lesion.Condition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrawnSetTest {
  private static final long SEED = 7;
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  @Test
  void isFoundByItsName() {
    assertThat(DrawnSet.named("pigmented8")).isEqualTo(DrawnSet.PIGMENTED8);
    assertThatThrownBy(() -> DrawnSet.named("pigmented9"))
        .hasMessageStartingWith("no set is called pigmented9; these are: tumour15, pigmented8");
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedAndIndexAreTheSamePictureAndAnotherSeedIsAnother(DrawnSet set) {
    DrawnPicture drawn = set.draw(SEED, 1234, WIDTH, HEIGHT);
    DrawnPicture again = set.draw(SEED, 1234, WIDTH, HEIGHT);
    assertThat(again.row()).isEqualTo(drawn.row());
    assertThat(again.picture().rgb()).isEqualTo(drawn.picture().rgb());
    DrawnPicture other = set.draw(SEED + 1, 1234, WIDTH, HEIGHT);
    assertThat(other.picture().rgb()).isNotEqualTo(drawn.picture().rgb());
    assertThat(other.row().identifier()).isNotEqualTo(drawn.row().identifier());
  }

  @ParameterizedTest
  @EnumSource
  void textsDoNotDependOnTheSize(DrawnSet set) {
    ManifestRow small = set.draw(SEED, 5, WIDTH, HEIGHT).row();
    ManifestRow large = set.draw(SEED, 5, 2 * WIDTH, 2 * HEIGHT).row();
    assertThat(large.descriptions()).isEqualTo(small.descriptions());
    assertThat(large.questions()).isEqualTo(small.questions());
  }

  @ParameterizedTest
  @EnumSource
  void classesTakeTurnsAndGroupsKeepToOneClass(DrawnSet set) {
    List<String> classes =
        set.classes().stream().map(Condition::wording).map(name -> name.english()).toList();
    assertThat(classes).doesNotHaveDuplicates();
    Map<String, String> classOfGroup = new HashMap<>();
    for (ManifestRow row : rows(set, 12 * classes.size())) {
      String group = row.patient().isEmpty() ? row.paper() : row.patient();
      assertThat(group).isNotEmpty();
      assertThat(classOfGroup.merge(group, row.className(), (known, now) -> known))
          .isEqualTo(row.className());
    }
    for (int i = 0; i < 2 * classes.size(); i++) {
      assertThat(set.draw(SEED, i, 32, 32).row().className())
          .isEqualTo(classes.get(i % classes.size()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyRowSaysWhatTheManifestNeeds(DrawnSet set) {
    Set<String> identifiers = new HashSet<>();
    for (ManifestRow row : rows(set, 3 * set.classes().size())) {
      assertThat(identifiers.add(row.identifier())).isTrue();
      assertThat(row.modality()).isNotEmpty();
      assertThat(row.descriptions().keySet()).containsExactly("en", "ko");
      assertThat(row.descriptions().values()).noneMatch(text -> text.contains(row.className()));
      assertThat(row.questions().stream().filter(pair -> pair.language().equals("en")).count())
          .isEqualTo(3);
      assertThat(row.questions())
          .allSatisfy(pair -> {
            assertThat(pair.distractors()).hasSize(3).doesNotHaveDuplicates();
            assertThat(pair.question()).endsWith(pair.question().endsWith(".") ? "." : "?");
          });
      for (Region region : row.regions()) {
        assertThat(region.x() + region.width()).isLessThanOrEqualTo(WIDTH);
        assertThat(region.y() + region.height()).isLessThanOrEqualTo(HEIGHT);
      }
    }
  }

  @Test
  void patientsHaveOneToThreePicturesOfOneLesion() {
    Map<String, List<DrawnPicture>> patients = new HashMap<>();
    for (int i = 0; i < 12 * 8; i++) {
      DrawnPicture drawn = DrawnSet.PIGMENTED8.draw(SEED, i, WIDTH, HEIGHT);
      patients.computeIfAbsent(drawn.row().patient(), name -> new ArrayList<>()).add(drawn);
    }
    Set<Integer> sizes = new TreeSet<>();
    patients
        .values()
        .forEach(pictures -> {
          sizes.add(pictures.size());
          assertThat(pictures.stream().map(drawn -> drawn.row().fields().get("color")).distinct())
              .hasSize(1);
          assertThat(
                  pictures.stream().map(drawn -> Arrays.hashCode(drawn.picture().rgb())).distinct())
              .hasSameSizeAs(pictures);
        });
    assertThat(sizes).containsExactly(1, 2, 3);
  }

  private static List<ManifestRow> rows(DrawnSet set, int count) {
    List<ManifestRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(set.draw(SEED, i, WIDTH, HEIGHT).row());
    }
    return rows;
  }
}
