package dev.dermstream.node.image;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The functions of libjpeg-turbo's TurboJPEG API that decode, as its version 2 declares them
 * ({@code turbojpeg.h}); later versions keep them. The library stays loaded as long as the process.
 *
 * <p>Thread-safe; a decompressor is not.
 */
@SuppressWarnings("restricted") // Native code is what this class is for.
final class TurboJpegLibrary {
  /** {@code TJCS_*}. */
  static final int COLORSPACE_YCC = 1;

  static final int COLORSPACE_GREY = 2;

  private static final List<String> NAMES =
      List.of("libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib", "turbojpeg.dll");

  /** {@code TJPF_RGB}: three bytes a pixel in this order. */
  private static final int PIXEL_FORMAT_RGB = 0;

  /**
   * {@code TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING}: the transform that the JDK uses, and nothing
   * decoded after the first doubt.
   */
  private static final int FLAGS = 4096 | 8192;

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final AddressLayout TEXT =
      ValueLayout.ADDRESS.withTargetLayout(
          MemoryLayout.sequenceLayout(Integer.MAX_VALUE, ValueLayout.JAVA_BYTE));
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final String name;
  private final MethodHandle create;
  private final MethodHandle readHeader;
  private final MethodHandle decompress;
  private final MethodHandle decompressInHeap;
  private final MethodHandle errorText;
  private final MethodHandle destroy;

  private TurboJpegLibrary(String name, SymbolLookup symbols) {
    Linker linker = Linker.nativeLinker();
    MemoryLayout size = Objects.requireNonNull(linker.canonicalLayouts().get("long"));
    this.name = name;
    this.create = function(linker, symbols, "tjInitDecompress", FunctionDescriptor.of(POINTER));
    FunctionDescriptor headerTypes =
        FunctionDescriptor.of(INT, POINTER, POINTER, size, POINTER, POINTER, POINTER, POINTER);
    FunctionDescriptor pixelTypes =
        FunctionDescriptor.of(INT, POINTER, POINTER, size, POINTER, INT, INT, INT, INT, INT);
    Linker.Option heap = Linker.Option.critical(true);
    this.readHeader =
        sizeAsLong(function(linker, symbols, "tjDecompressHeader3", headerTypes, heap));
    this.decompress = sizeAsLong(function(linker, symbols, "tjDecompress2", pixelTypes));
    this.decompressInHeap =
        sizeAsLong(function(linker, symbols, "tjDecompress2", pixelTypes, heap));
    this.errorText =
        function(linker, symbols, "tjGetErrorStr2", FunctionDescriptor.of(TEXT, POINTER));
    this.destroy = function(linker, symbols, "tjDestroy", FunctionDescriptor.of(INT, POINTER));
  }

  /**
   * Loads the library by the names it has on the systems we know.
   *
   * @throws IOException if it is not there or lacks a function; the message says so
   */
  static TurboJpegLibrary load() throws IOException {
    return load(NAMES);
  }

  static TurboJpegLibrary load(List<String> names) throws IOException {
    for (String name : names) {
      Optional<SymbolLookup> symbols = open(name);
      if (symbols.isPresent()) {
        try {
          return new TurboJpegLibrary(name, symbols.get());
        } catch (IllegalArgumentException e) {
          throw new IOException(name + " " + e.getMessage(), e);
        }
      }
    }
    throw new IOException(
        "the system has none of " + String.join(", ", names) + " (Debian: libturbojpeg0)");
  }

  private static Optional<SymbolLookup> open(String name) throws IOException {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Not on this system under this name; the next may be.
    } catch (IllegalCallerException e) {
      throw new IOException("the JVM was started without --enable-native-access", e);
    }
  }

  /** The name under which the system found it. */
  String name() {
    return name;
  }

  /** A new decompressor; {@link MemorySegment#NULL} if there is no memory for one. */
  MemorySegment create() {
    try {
      return (MemorySegment) create.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Reads a JPEG's header.
   *
   * @param jpeg on the heap or outside
   * @param header four ints: width, height, chroma subsampling and colour space are put there
   * @return 0, or something else if anything is wrong
   */
  int readHeader(
      MemorySegment decompressor, MemorySegment jpeg, long length, MemorySegment header) {
    try {
      return (int)
          readHeader.invokeExact(
              decompressor,
              jpeg,
              length,
              header.asSlice(0, 4),
              header.asSlice(4, 4),
              header.asSlice(8, 4),
              header.asSlice(12, 4));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * Decodes a JPEG to RGB. With both on the heap nothing is copied, but no garbage is collected
   * meanwhile either: for small pictures.
   *
   * @param jpeg on the heap or outside
   * @param rgb at least {@code 3 * width * height} bytes, where the JPEG is
   * @param width of the JPEG, or half of it rounded up
   * @param height likewise
   * @return 0, or something else if anything is wrong
   */
  int decompress(
      MemorySegment decompressor,
      MemorySegment jpeg,
      long length,
      MemorySegment rgb,
      int width,
      int height) {
    MethodHandle function = rgb.isNative() ? decompress : decompressInHeap;
    try {
      return (int)
          function.invokeExact(
              decompressor, jpeg, length, rgb, width, 0, height, PIXEL_FORMAT_RGB, FLAGS);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What was wrong last. */
  String errorText(MemorySegment decompressor) {
    try {
      return ((MemorySegment) errorText.invokeExact(decompressor)).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Frees a decompressor. */
  void destroy(MemorySegment decompressor) {
    try {
      int unusedResult = (int) destroy.invokeExact(decompressor);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static MethodHandle function(
      Linker linker,
      SymbolLookup symbols,
      String name,
      FunctionDescriptor descriptor,
      Linker.Option... options) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> new IllegalArgumentException("has no function " + name));
    return linker.downcallHandle(address, descriptor, options);
  }

  /** C's {@code long}, the third parameter, has 4 or 8 bytes by the system. */
  private static MethodHandle sizeAsLong(MethodHandle function) {
    MethodType type = function.type().changeParameterType(2, long.class);
    return MethodHandles.explicitCastArguments(function, type);
  }

  /** A C function throws nothing: this is a mistake in the lines above. */
  private static AssertionError unexpected(Throwable cause) {
    return new AssertionError("A call into libjpeg-turbo failed", cause);
  }
}
