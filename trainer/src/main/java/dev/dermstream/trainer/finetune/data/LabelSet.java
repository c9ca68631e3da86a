package dev.dermstream.trainer.finetune.data;

import dev.dermstream.platform.release.LabelName;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.finetune.FineTuneException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The classes that are told apart, numbered from 0. Immutable. */
public final class LabelSet {
  private final List<LabelName> labels;
  private final Map<String, Integer> codes = new HashMap<>();

  private LabelSet(List<LabelName> labels) {
    this.labels = List.copyOf(labels);
    for (LabelName label : labels) {
      codes.put(key(label.english()), label.idCode());
      codes.put(key(label.korean()), label.idCode());
    }
  }

  /**
   * The recipe's labels, or where it has none the classes of the data.
   *
   * @throws FineTuneException naming classes of the data that are no labels
   */
  public static LabelSet of(List<LabelName> labels, Sides sides) throws IOException {
    TreeSet<String> classes = new TreeSet<>();
    Stream.of(sides.training(), sides.validation(), sides.test())
        .flatMap(List::stream)
        .map(ManifestRow::className)
        .forEach(classes::add);
    if (labels.isEmpty()) {
      List<LabelName> own = new ArrayList<>();
      classes.forEach(name -> own.add(new LabelName(own.size(), name, name)));
      return new LabelSet(own);
    }
    LabelSet set = new LabelSet(labels);
    classes.removeIf(name -> set.codes.containsKey(key(name)));
    if (!classes.isEmpty()) {
      throw new FineTuneException(
          "the recipe has no label for the classes " + String.join(", ", classes));
    }
    return set;
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Number of classes. */
  public int size() {
    return labels.size();
  }

  /** All, by their numbers. */
  public List<LabelName> labels() {
    return labels;
  }

  /** The number of a row's class. */
  public int codeOf(ManifestRow row) {
    Integer code = codes.get(key(row.className()));
    if (code == null) {
      throw new IllegalArgumentException("no label is called " + row.className());
    }
    return code;
  }

  /** A class by its name in a language, {@code en} or {@code ko}. */
  public String name(int code, String language) {
    LabelName label = labels.get(code);
    return language.equals("ko") ? label.korean() : label.english();
  }
}
