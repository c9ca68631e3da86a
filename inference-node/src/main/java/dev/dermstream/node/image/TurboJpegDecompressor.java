package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.image.RgbImage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory to decode large pictures from and to, used again for the next picture as far as it
 * is no more than {@value #MOST_KEPT_BYTES} bytes a side. Confined to one thread at a time.
 *
 * <p>The library's own decompressor is made for one picture and destroyed with it, which costs some
 * microseconds: it remembers the tables of the picture before, with which a picture that lacks its
 * own would come out wrong, and after a damaged header it refuses whole pictures.
 */
final class TurboJpegDecompressor implements AutoCloseable {
  /** What both buffers may keep each; five megapixels. */
  static final int MOST_KEPT_BYTES = 1 << 24;

  /**
   * Pictures of up to 0.7 megapixels are decoded where they are to be, in the heap; it takes some
   * milliseconds, for which a garbage collection may have to wait.
   */
  static final int MOST_HEAP_BYTES = 1 << 21;

  private final TurboJpegLibrary library;
  private final Arena own = Arena.ofShared();
  private final MemorySegment header = own.allocate(ValueLayout.JAVA_INT, 4);
  private final NativeBuffer input = new NativeBuffer(MOST_KEPT_BYTES);
  private final NativeBuffer output = new NativeBuffer(MOST_KEPT_BYTES);

  TurboJpegDecompressor(TurboJpegLibrary library) {
    this.library = library;
  }

  /** Says what is wrong with a JPEG, in the words of the library. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    private DamagedException(String message) {
      super(message);
    }
  }

  /**
   * Decodes a JPEG.
   *
   * @param structure what our own parser read; the library must read the same
   * @param colorspace what the library must find, {@code TJCS_*}
   * @param half at half the size, rounded up
   * @throws DamagedException if the library has an error or a warning
   */
  RgbImage decode(JpegStructure structure, int colorspace, boolean half) throws DamagedException {
    MemorySegment decompressor = library.create();
    if (decompressor.equals(MemorySegment.NULL)) {
      throw outOfMemory();
    }
    try {
      return decode(decompressor, structure, colorspace, half);
    } finally {
      library.destroy(decompressor);
    }
  }

  private RgbImage decode(
      MemorySegment decompressor, JpegStructure structure, int colorspace, boolean half)
      throws DamagedException {
    int width = half ? (structure.width() + 1) / 2 : structure.width();
    int height = half ? (structure.height() + 1) / 2 : structure.height();
    byte[] rgb = new byte[Math.multiplyExact(RgbImage.CHANNELS * width, height)];
    byte[] stream = structure.stream();
    boolean inHeap = rgb.length <= MOST_HEAP_BYTES && stream.length <= MOST_HEAP_BYTES;
    MemorySegment jpeg = inHeap ? MemorySegment.ofArray(stream) : outside(stream);
    require(library.readHeader(decompressor, jpeg, stream.length, header) == 0, decompressor);
    if (header.getAtIndex(ValueLayout.JAVA_INT, 0) != structure.width()
        || header.getAtIndex(ValueLayout.JAVA_INT, 1) != structure.height()
        || header.getAtIndex(ValueLayout.JAVA_INT, 3) != colorspace) {
      throw new DamagedException("libjpeg-turbo reads the header otherwise");
    }
    MemorySegment pixels = inHeap ? MemorySegment.ofArray(rgb) : output.of(rgb.length);
    require(
        library.decompress(decompressor, jpeg, stream.length, pixels, width, height) == 0,
        decompressor);
    if (!inHeap) {
      MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, 0, rgb, 0, rgb.length);
    }
    return new RgbImage(width, height, rgb);
  }

  private MemorySegment outside(byte[] stream) {
    MemorySegment jpeg = input.of(stream.length);
    MemorySegment.copy(stream, 0, jpeg, ValueLayout.JAVA_BYTE, 0, stream.length);
    return jpeg;
  }

  /** Frees what is more than may be kept; to be called when a picture is done with. */
  void shrink() {
    input.shrink();
    output.shrink();
  }

  private void require(boolean succeeded, MemorySegment decompressor) throws DamagedException {
    if (!succeeded) {
      String text = library.errorText(decompressor);
      if (saysOutOfMemory(text)) {
        throw outOfMemory();
      }
      throw new DamagedException(text);
    }
  }

  /** A good picture must not be called damaged because there was no room for it. */
  static boolean saysOutOfMemory(String text) {
    return text.contains("Insufficient memory") || text.contains("Memory allocation failure");
  }

  private static ServiceException outOfMemory() {
    return new ServiceException(
        ErrorCode.OVERLOADED, "The node lacks the memory to decode the image; try again.");
  }

  @Override
  public void close() {
    input.close();
    output.close();
    own.close();
  }
}
