package dev.dermstream.trainer.duplicates;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.Locale;

/**
 * Two rows that hold nearly the same.
 *
 * @param relation what that means for a split
 * @param medium what is nearly the same
 * @param similarity Jaccard index of texts, cosine of images, at most 1
 * @param first the one that comes first by side and identifier
 * @param second the other
 */
public record Finding(
    Relation relation, Medium medium, double similarity, Copy first, Copy second) {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** Leaks first, the most similar first, then by names: the same for the same rows for ever. */
  static final Comparator<Finding> ORDER =
      Comparator.comparing(Finding::relation)
          .thenComparing(Finding::medium)
          .thenComparing(Comparator.comparingDouble(Finding::similarity).reversed())
          .thenComparing(Finding::first, copies())
          .thenComparing(Finding::second, copies());

  /** What a pair means. */
  public enum Relation {
    /** The two are on different sides of a split. */
    LEAK,
    /** They are on one side. */
    DUPLICATE
  }

  /** What is nearly the same. */
  public enum Medium {
    IMAGE,
    TEXT
  }

  /** A finding of two copies in whatever order. */
  static Finding of(Medium medium, double similarity, Copy one, Copy other) {
    boolean ordered = copies().compare(one, other) <= 0;
    return new Finding(
        one.manifest().equals(other.manifest()) ? Relation.DUPLICATE : Relation.LEAK,
        medium,
        similarity,
        ordered ? one : other,
        ordered ? other : one);
  }

  private static Comparator<Copy> copies() {
    return Comparator.comparing(Copy::manifest)
        .thenComparing(Copy::identifier)
        .thenComparing(Copy::kind)
        .thenComparing(Copy::text);
  }

  /** As one line of JSON. */
  public String json() {
    JsonObject object = new JsonObject();
    object.addProperty("relation", relation.name().toLowerCase(Locale.ROOT));
    object.addProperty("medium", medium.name().toLowerCase(Locale.ROOT));
    object.addProperty("similarity", Math.round(similarity * 1e4) / 1e4);
    object.add("first", GSON.toJsonTree(first));
    object.add("second", GSON.toJsonTree(second));
    return GSON.toJson(object);
  }

  /** For a person. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %.3f: %s of %s (%s) and %s of %s (%s)",
        relation.name().toLowerCase(Locale.ROOT),
        similarity,
        first.kind(),
        first.identifier(),
        first.manifest(),
        second.kind(),
        second.identifier(),
        second.manifest());
  }
}
