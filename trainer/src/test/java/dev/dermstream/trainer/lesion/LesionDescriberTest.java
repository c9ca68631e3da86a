package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LesionDescriberTest {

  private static final int SEEDS = 60;

  private final SceneSampler sampler = new SceneSampler();
  private final LesionDescriber describer = new LesionDescriber();

  /** Finds every attribute word of the whole vocabulary in the text, the longest first. */
  @ParameterizedTest
  @EnumSource
  void saysInEnglishOnlyWhatIsDrawnAndLeavesNothingOut(LesionClass lesionClass) {
    Map<String, Object> words = vocabulary(Language.ENGLISH);
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LesionScene scene = sampler.sample(lesionClass.idCode(), random);
      String text = describer.describe(scene, random).english();
      check(scene, found(text, words), "seed " + seed + ": " + text);
      assertThat(text).contains(Millimetres.text(scene.sizeMm()) + " mm");
      assertThat(text).contains("the " + scene.site().wording().english());
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysInKoreanOnlyWhatIsDrawnAndLeavesNothingOut(LesionClass lesionClass) {
    Map<String, Object> words = vocabulary(Language.KOREAN);
    for (int seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LesionScene scene = sampler.sample(lesionClass.idCode(), random);
      String text = describer.describe(scene, random).korean();
      check(scene, found(text, words), "seed " + seed + ": " + text);
      assertThat(text).contains(Millimetres.text(scene.sizeMm()) + " mm");
      assertThat(text).startsWith(scene.site().wording().korean());
    }
  }

  @Test
  void staysShortAndNeverNamesTheDiagnosis() {
    for (int seed = 0; seed < SEEDS * LesionClass.count(); seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LesionScene scene = sampler.sample(seed % LesionClass.count(), random);
      Wording text = describer.describe(scene, random);
      assertThat(text.english().split(" ")).hasSizeBetween(15, 45);
      assertThat(text.english()).doesNotContain(scene.condition().wording().english());
      assertThat(text.korean()).doesNotContain(scene.condition().wording().korean());
    }
  }

  @Test
  void phrasesTheSameSceneInSeveralWays() {
    LesionScene scene = sampler.sample(1, new SplittableRandom(5));
    Set<String> english = new HashSet<>();
    Set<String> korean = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Wording text = describer.describe(scene, new SplittableRandom(seed));
      english.add(text.english());
      korean.add(text.korean());
    }
    assertThat(english).hasSizeGreaterThan(3);
    assertThat(korean).hasSizeGreaterThan(3);
  }

  private static void check(LesionScene scene, Set<Object> said, String as) {
    Set<Object> allowed = new HashSet<>(scene.colours());
    allowed.addAll(List.of(scene.border(), scene.symmetry(), scene.surface(), scene.elevation()));
    assertThat(said).as(as).containsAll(allowed);
    allowed.addAll(scene.features());
    assertThat(allowed).as(as).containsAll(said);
    scene.features().stream()
        .filter(feature -> feature != Feature.MOTTLING)
        .findAny()
        .ifPresent(any -> assertThat(said).as(as).containsAnyElementsOf(scene.features()));
  }

  private static Set<Object> found(String text, Map<String, Object> words) {
    List<String> longestFirst = new ArrayList<>(words.keySet());
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    Set<Object> found = new HashSet<>();
    String rest = text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    for (String word : longestFirst) {
      if (rest.contains(word)) {
        found.add(words.get(word));
        rest = rest.replace(word, "#");
      }
    }
    return found;
  }

  private static Map<String, Object> vocabulary(Language language) {
    Map<String, Object> words = new LinkedHashMap<>();
    for (LesionColour colour : LesionColour.values()) {
      words.put(colour.wording().in(language), colour);
    }
    for (Feature feature : Feature.values()) {
      words.put(feature.wording().in(language), feature);
    }
    for (Border border : Border.values()) {
      add(words, border.wording(), border, language);
    }
    for (Symmetry symmetry : Symmetry.values()) {
      add(words, symmetry.wording(), symmetry, language);
    }
    for (Surface surface : Surface.values()) {
      add(words, surface.wording(), surface, language);
    }
    for (Elevation elevation : Elevation.values()) {
      add(words, elevation.wording(), elevation, language);
    }
    return words;
  }

  private static void add(
      Map<String, Object> words, Predicate predicate, Object value, Language language) {
    switch (language) {
      case ENGLISH -> words.put(predicate.english(), value);
      case KOREAN -> {
        words.put(predicate.koreanModifier(), value);
        words.put(predicate.koreanLinked(), value);
        words.put(predicate.koreanLast(), value);
      }
    }
  }
}
