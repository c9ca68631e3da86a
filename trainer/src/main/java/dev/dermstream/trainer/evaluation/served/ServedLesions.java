package dev.dermstream.trainer.evaluation.served;

import java.util.List;

/**
 * The lesions of one image: those that the data mark, and those that were answered.
 *
 * @param identifier of the image
 * @param group that the image belongs to; empty for none
 * @param marked at least one
 * @param answered parts of the picture in which a lesion was found; empty where none was
 */
public record ServedLesions(String identifier, String group, List<Box> marked, List<Box> answered) {
  /** A class that the label set does not have, or no label. */
  public static final int NONE = ServedImage.NONE;

  public ServedLesions {
    marked = List.copyOf(marked);
    answered = List.copyOf(answered);
    if (marked.isEmpty()) {
      throw new IllegalArgumentException(identifier + " has no marked lesion");
    }
  }

  /**
   * A rectangle with a class, in pixels of the picture as it is looked at.
   *
   * @param label place in the label set, or {@link #NONE}
   */
  public record Box(int x, int y, int width, int height, int label) {

    /** Area of both, over that of either (PASCAL VOC, Everingham et al. 2010, section 4.2). */
    double intersectionOverUnion(Box other) {
      double both = intersection(other);
      return both / (area() + other.area() - both);
    }

    /** Share of another's area that lies within. */
    double covers(Box other) {
      return intersection(other) / other.area();
    }

    /** Whether another's centre lies within. */
    boolean holdsCentre(Box other) {
      double centreX = other.x + other.width / 2.0;
      double centreY = other.y + other.height / 2.0;
      return centreX >= x && centreX <= x + width && centreY >= y && centreY <= y + height;
    }

    private double area() {
      return (double) width * height;
    }

    private double intersection(Box other) {
      double columns = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
      double rows = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
      return Math.max(0, columns) * Math.max(0, rows);
    }
  }
}
