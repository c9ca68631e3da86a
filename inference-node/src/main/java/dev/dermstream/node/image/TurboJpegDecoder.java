package dev.dermstream.node.image;

import dev.dermstream.node.image.JpegStructure.ColorModel;
import dev.dermstream.node.image.TurboJpegDecompressor.DamagedException;
import dev.dermstream.platform.image.RgbImage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Decodes with libjpeg-turbo what it decodes to the pixels of {@link JdkJpegDecoder}, and hands it
 * the rest: colours that it would guess otherwise from a stream without markers, and subsampling
 * that it smooths otherwise.
 *
 * <p>Decompressors, which hold native memory, are lent to one call each; as many as there are
 * processors wait for the next.
 */
final class TurboJpegDecoder implements JpegDecoder {
  /** Sampling factors of the luminance, {@code horizontal << 4 | vertical}, over chrominance. */
  private static final Set<Integer> SUBSAMPLINGS = Set.of(0x11, 0x21, 0x22);

  /** Of smaller pictures, half may not be the scale whose size is the nearest. */
  private static final int LEAST_SIDE_TO_HALVE = 16;

  private final TurboJpegLibrary library;
  private final boolean scaled;
  private final JdkJpegDecoder jdk = new JdkJpegDecoder();
  private final int mostIdle = Runtime.getRuntime().availableProcessors();
  private final Deque<TurboJpegDecompressor> idle = new ArrayDeque<>();
  private int alive;
  private boolean closed;

  TurboJpegDecoder(TurboJpegLibrary library, boolean scaled) {
    this.library = library;
    this.scaled = scaled;
  }

  @Override
  public RgbImage decode(JpegStructure structure, ColorModel model, EnoughPixels enough)
      throws RefusedImageException {
    if (!decodesAlike(structure, model)) {
      return jdk.decode(structure, model, enough);
    }
    int colorspace =
        model == ColorModel.GREY
            ? TurboJpegLibrary.COLORSPACE_GREY
            : TurboJpegLibrary.COLORSPACE_YCC;
    TurboJpegDecompressor decompressor = borrow();
    try {
      return decompressor.decode(structure, colorspace, halves(structure, enough));
    } catch (DamagedException e) {
      throw JpegDecoder.damaged(e);
    } finally {
      giveBack(decompressor);
    }
  }

  @Override
  public String describe() {
    return "libjpeg-turbo (%s)%s".formatted(library.name(), scaled ? ", halved where it may" : "");
  }

  /** Decompressors that are lent or wait. */
  synchronized int alive() {
    return alive;
  }

  private static boolean decodesAlike(JpegStructure structure, ColorModel model) {
    return switch (model) {
      case GREY -> true;
      case YCC -> !structure.namedRgb() && subsamplesAlike(structure.samplingFactors());
      case RGB, CMYK, YCCK -> false;
    };
  }

  private static boolean subsamplesAlike(int[] factors) {
    return SUBSAMPLINGS.contains(factors[0]) && factors[1] == 0x11 && factors[2] == 0x11;
  }

  private boolean halves(JpegStructure structure, EnoughPixels enough) {
    return scaled
        && Math.min(structure.width(), structure.height()) >= LEAST_SIDE_TO_HALVE
        && enough.at((structure.width() + 1) / 2, (structure.height() + 1) / 2);
  }

  private synchronized TurboJpegDecompressor borrow() {
    TurboJpegDecompressor waiting = idle.poll();
    if (waiting != null) {
      return waiting;
    }
    TurboJpegDecompressor made = new TurboJpegDecompressor(library);
    alive++;
    return made;
  }

  private void giveBack(TurboJpegDecompressor decompressor) {
    decompressor.shrink();
    synchronized (this) {
      if (!closed && idle.size() < mostIdle) {
        idle.push(decompressor);
        return;
      }
      alive--;
    }
    decompressor.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    alive -= idle.size();
    idle.forEach(TurboJpegDecompressor::close);
    idle.clear();
  }
}
