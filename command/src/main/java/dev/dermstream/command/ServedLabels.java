package dev.dermstream.command;

import dev.dermstream.trainer.evaluation.served.ServedImage;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The label set of a profile, or the labels that requests bring: a class is found by either of its
 * names, whatever the case.
 *
 * @param english names in order of the id codes
 * @param places by name in lower case
 * @param codes places by id code
 */
record ServedLabels(
    List<String> english, Map<String, Integer> places, Map<Integer, Integer> codes) {
  static ServedLabels of(ProfileInfo profile) {
    Map<String, Integer> places = new HashMap<>();
    Map<Integer, Integer> codes = new HashMap<>();
    for (Label label : profile.getLabelSetList()) {
      int place = codes.size();
      codes.put(label.getIdCode(), place);
      places.put(key(label.getNameEnglish()), place);
      places.put(key(label.getNameKorean()), place);
    }
    places.remove("");
    return new ServedLabels(
        profile.getLabelSetList().stream().map(Label::getNameEnglish).toList(), places, codes);
  }

  /** Labels that requests bring, numbered as they come. */
  static ServedLabels of(List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    Map<Integer, Integer> codes = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      places.put(key(names.get(i)), i);
      codes.put(i, i);
    }
    return new ServedLabels(List.copyOf(names), places, codes);
  }

  int size() {
    return english.size();
  }

  /** Place of a class by its name, or NONE. */
  int find(String name) {
    return places.getOrDefault(key(name), ServedImage.NONE);
  }

  /** Place of a class by its code, or NONE. */
  int place(int idCode) {
    return codes.getOrDefault(idCode, ServedImage.NONE);
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
