package dev.dermstream.trainer.recipe.data;

import dev.dermstream.trainer.dataset.ManifestRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The classes of several sets together, told apart by what is seen: a condition in one modality is
 * one class, whatever set it comes from, and in another modality another. Immutable.
 */
public final class AppearanceClasses {
  private final List<String> names;

  private AppearanceClasses(Collection<String> names) {
    this.names = List.copyOf(names);
  }

  /** The classes that rows show. */
  public static AppearanceClasses of(List<ManifestRow> rows) {
    TreeSet<String> names = new TreeSet<>();
    rows.forEach(row -> names.add(name(row)));
    return new AppearanceClasses(new ArrayList<>(names));
  }

  /** How many there are. */
  public int count() {
    return names.size();
  }

  /**
   * The number of a row's class.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public int of(ManifestRow row) {
    int number = names.indexOf(name(row));
    if (number < 0) {
      throw new IllegalArgumentException(
          "%s shows %s, which is no class here".formatted(row.identifier(), name(row)));
    }
    return number;
  }

  /** Two sets name the same thing differently; as two classes, it would be pushed from itself. */
  private static String name(ManifestRow row) {
    String condition = row.className().equals("Nevus") ? "Melanocytic Nevus" : row.className();
    return row.modality() + "/" + condition;
  }
}
