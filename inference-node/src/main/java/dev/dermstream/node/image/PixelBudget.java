package dev.dermstream.node.image;

import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.error.ErrorCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds the memory of decoding: no picture over the limit is started, and all pictures alive
 * together stay within the budget. A pixel costs at most about 9 bytes while it is decoded.
 *
 * <p>Thread-safe and fair: a large picture is not starved by small ones.
 */
public final class PixelBudget {
  /** Longest side of a JPEG; a longer one would make resizing unbounded. */
  static final int MAX_SIDE = 65_535;

  private final int maxPixels;
  private final Semaphore pixels;

  /**
   * @param maxPixels most pixels of one picture, at least 1
   * @param budget most pixels of all pictures alive together, at least {@code maxPixels}
   */
  public PixelBudget(int maxPixels, int budget) {
    if (maxPixels < 1 || budget < maxPixels) {
      throw new IllegalArgumentException("a budget holds at least one picture of the largest size");
    }
    this.maxPixels = maxPixels;
    this.pixels = new Semaphore(budget, true);
  }

  /** Waits for the share of a picture; pictures end by themselves, so does the wait. */
  Permit acquire(long width, long height) throws RefusedImageException {
    requireBearable(width, height);
    int count = Math.toIntExact(width * height);
    pixels.acquireUninterruptibly(count);
    return new Permit(pixels, count);
  }

  /** What a DICOM file may ask for. */
  DicomLimits dicomLimits() {
    return DicomLimits.ofPixels(maxPixels);
  }

  /** Refuses a picture over the limit; for parsers, as soon as they know its size. */
  void requireBearable(long width, long height) throws RefusedImageException {
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > maxPixels) {
      throw new RefusedImageException(
          ErrorCode.IMAGE_TOO_LARGE,
          "The image has %d x %d pixels; at most %d pixels and %d per side are taken."
              .formatted(width, height, maxPixels, MAX_SIDE));
    }
  }

  /** A share of the budget. Closing it again does nothing. */
  public static final class Permit implements AutoCloseable {
    private final Semaphore pixels;
    private final int count;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Permit(Semaphore pixels, int count) {
      this.pixels = pixels;
      this.count = count;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        pixels.release(count);
      }
    }
  }
}
