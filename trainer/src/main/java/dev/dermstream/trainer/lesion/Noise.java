package dev.dermstream.trainer.lesion;

import java.util.SplittableRandom;

/**
 * Smooth value noise on the plane, about -1 to 1, and the cells of a jittered grid (Worley 1996).
 *
 * <p>All instances read one fixed lattice, each from its own place in it. Thread-safe.
 */
public final class Noise {

  private static final int MASK = 255;
  private static final float[] LATTICE = lattice();

  private final int shiftX;
  private final int shiftY;

  /** Noise of a seed. */
  public Noise(long seed) {
    long mixed = new SplittableRandom(seed).nextLong();
    shiftX = (int) (mixed & MASK);
    shiftY = (int) (mixed >>> 32 & MASK);
  }

  /** Value noise; features are about one unit wide. */
  public float at(float x, float y) {
    int column = floor(x);
    int row = floor(y);
    float fx = x - column;
    float fy = y - row;
    float sx = fx * fx * (3 - 2 * fx);
    float sy = fy * fy * (3 - 2 * fy);
    int left = column + shiftX & MASK;
    int right = left + 1 & MASK;
    int upper = (row + shiftY & MASK) << 8;
    int lower = (row + shiftY + 1 & MASK) << 8;
    float top = LATTICE[upper | left] + sx * (LATTICE[upper | right] - LATTICE[upper | left]);
    float foot = LATTICE[lower | left] + sx * (LATTICE[lower | right] - LATTICE[lower | left]);
    return top + sy * (foot - top);
  }

  /** Two octaves, the second twice as fine and half as strong. */
  public float rough(float x, float y) {
    return (at(x, y) + 0.5f * at(2 * x + 17.3f, 2 * y + 5.1f)) * 0.75f;
  }

  /** Finds the two nearest centres of the grid's jittered cells; a cell is about one unit wide. */
  public void cell(float x, float y, Cell found) {
    int column = floor(x);
    int row = floor(y);
    float nearest = Float.MAX_VALUE;
    float second = Float.MAX_VALUE;
    for (int j = row - 1; j <= row + 1; j++) {
      int line = (j + shiftY & MASK) << 8;
      int swapped = (j + shiftY + 91 & MASK) << 8;
      for (int i = column - 1; i <= column + 1; i++) {
        float dx = i + 0.5f + 0.4f * LATTICE[line | (i + shiftX & MASK)] - x;
        float dy = j + 0.5f + 0.4f * LATTICE[swapped | (i + shiftX + 37 & MASK)] - y;
        float distance = dx * dx + dy * dy;
        if (distance < nearest) {
          second = nearest;
          nearest = distance;
          found.mark = LATTICE[line | (i + shiftX + 131 & MASK)];
        } else if (distance < second) {
          second = distance;
        }
      }
    }
    found.nearest = (float) Math.sqrt(nearest);
    found.second = (float) Math.sqrt(second);
  }

  /** Where {@link #cell} writes: reused so that no pixel allocates. */
  public static final class Cell {
    /** Distance to the nearest centre. */
    public float nearest;

    /** Distance to the next. */
    public float second;

    /** A value of the nearest cell, -1 to 1. */
    public float mark;
  }

  private static int floor(float value) {
    int whole = (int) value;
    return value < whole ? whole - 1 : whole;
  }

  private static float[] lattice() {
    SplittableRandom random = new SplittableRandom(0x1E5104L);
    float[] values = new float[(MASK + 1) * (MASK + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
