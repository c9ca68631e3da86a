package dev.dermstream.peer.tuned;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * libjpeg-turbo's TurboJPEG interface (version 2 functions, as Debian ships it) into a buffer that
 * is kept. Not thread-safe.
 */
final class TurboJpeg implements AutoCloseable {
  private static final String LIBRARY = "libturbojpeg.so.0";
  private static final int RGB = 0;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle header;
  private final MethodHandle decompress;
  private final MethodHandle destroy;
  private final MemorySegment decoder;
  private final MemorySegment size = arena.allocate(JAVA_INT, 4);
  private byte[] rgb = new byte[0];
  private int width;
  private int height;

  @SuppressWarnings("restricted") // Native code is what this class is for.
  TurboJpeg() {
    SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
    Linker linker = Linker.nativeLinker();
    MethodHandle init =
        linker.downcallHandle(
            library.findOrThrow("tjInitDecompress"), FunctionDescriptor.of(ADDRESS));
    // Critical calls take arrays of the heap as they are; a picture takes a millisecond at most.
    header =
        linker.downcallHandle(
            library.findOrThrow("tjDecompressHeader3"),
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
            Linker.Option.critical(true));
    decompress =
        linker.downcallHandle(
            library.findOrThrow("tjDecompress2"),
            FunctionDescriptor.of(
                JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
                JAVA_INT, JAVA_INT),
            Linker.Option.critical(true));
    destroy =
        linker.downcallHandle(
            library.findOrThrow("tjDestroy"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
    try {
      decoder = (MemorySegment) init.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("tjInitDecompress", e);
    }
  }

  /** Decodes; {@link #rgb}, {@link #width} and {@link #height} then hold the picture. */
  void decode(byte[] jpeg) throws IOException {
    MemorySegment file = MemorySegment.ofArray(jpeg);
    require(header(file));
    width = size.getAtIndex(JAVA_INT, 0);
    height = size.getAtIndex(JAVA_INT, 1);
    if (rgb.length < 3 * width * height) {
      rgb = new byte[3 * width * height];
    }
    require(decompress(file));
  }

  /** Interleaved levels, row by row without padding; may be longer than the picture. */
  byte[] rgb() {
    return rgb;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  private int header(MemorySegment file) {
    try {
      return (int)
          header.invokeExact(
              decoder,
              file,
              file.byteSize(),
              size,
              size.asSlice(4),
              size.asSlice(8),
              size.asSlice(12));
    } catch (Throwable e) {
      throw new IllegalStateException("tjDecompressHeader3", e);
    }
  }

  private int decompress(MemorySegment file) {
    try {
      return (int)
          decompress.invokeExact(
              decoder,
              file,
              file.byteSize(),
              MemorySegment.ofArray(rgb),
              width,
              3 * width,
              height,
              RGB,
              0);
    } catch (Throwable e) {
      throw new IllegalStateException("tjDecompress2", e);
    }
  }

  private static void require(int status) throws IOException {
    if (status != 0) {
      throw new IOException("not a whole JPEG file");
    }
  }

  @Override
  public void close() {
    try {
      int ignored = (int) destroy.invokeExact(decoder);
    } catch (Throwable e) {
      throw new IllegalStateException("tjDestroy", e);
    }
    arena.close();
  }
}
