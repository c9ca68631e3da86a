package dev.dermstream.dicom.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * JPEG-LS by CharLS 2, as {@code charls_jpegls_decoder.h} declares it (BSD-3-Clause; Debian:
 * libcharls2). A function's result is 0 or the number of an error.
 */
final class CharLs implements FrameDecoder {
  private static final List<String> NAMES =
      List.of("libcharls.so.2", "libcharls.so", "libcharls.2.dylib", "charls-2-x64.dll");
  private static final int FRAME_INFO_BYTES = 16;
  private static final int INTERLEAVE_NONE = 0;

  private final MethodHandle create;
  private final MethodHandle setSource;
  private final MethodHandle readHeader;
  private final MethodHandle frameInfo;
  private final MethodHandle interleaveMode;
  private final MethodHandle decode;
  private final MethodHandle destroy;

  private CharLs(NativeLibrary library) throws MissingLibraryException {
    create = function(library, "create", FunctionDescriptor.of(ADDRESS));
    setSource =
        function(
            library,
            "set_source_buffer",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    readHeader = function(library, "read_header", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    FunctionDescriptor question = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    frameInfo = function(library, "get_frame_info", question);
    interleaveMode = function(library, "get_interleave_mode", question);
    decode =
        function(
            library,
            "decode_to_buffer",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    destroy = function(library, "destroy", FunctionDescriptor.ofVoid(ADDRESS));
  }

  static CharLs load() throws MissingLibraryException {
    return new CharLs(NativeLibrary.load("libcharls2", NAMES));
  }

  private static MethodHandle function(
      NativeLibrary library, String name, FunctionDescriptor descriptor)
      throws MissingLibraryException {
    return library.function("charls_jpegls_decoder_" + name, descriptor);
  }

  @Override
  public MemorySegment decode(MemorySegment stream, FrameShape shape, Arena arena)
      throws DamagedStreamException {
    try {
      MemorySegment decoder = (MemorySegment) create.invokeExact();
      try {
        return decode(decoder, stream, shape, arena);
      } finally {
        destroy.invokeExact(decoder);
      }
    } catch (DamagedStreamException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private MemorySegment decode(
      MemorySegment decoder, MemorySegment stream, FrameShape shape, Arena arena) throws Throwable {
    check((int) setSource.invokeExact(decoder, stream, stream.byteSize()));
    check((int) readHeader.invokeExact(decoder));
    MemorySegment info = arena.allocate(FRAME_INFO_BYTES, Integer.BYTES);
    check((int) frameInfo.invokeExact(decoder, info));
    int bits = info.getAtIndex(JAVA_INT, 2);
    if (info.getAtIndex(JAVA_INT, 0) != shape.columns()
        || info.getAtIndex(JAVA_INT, 1) != shape.rows()
        || info.getAtIndex(JAVA_INT, 3) != shape.samples()
        || bits < 2
        || bits > Byte.SIZE * shape.sampleBytes()) {
      throw new DamagedStreamException("it is of another size or depth than the image");
    }
    MemorySegment mode = arena.allocate(Integer.BYTES, Integer.BYTES);
    check((int) interleaveMode.invokeExact(decoder, mode));
    int decodedBytes = bits <= Byte.SIZE ? 1 : 2;
    long count = (long) shape.columns() * shape.rows() * shape.samples();
    MemorySegment decoded = arena.allocate(count * decodedBytes, Long.BYTES);
    check((int) decode.invokeExact(decoder, decoded, decoded.byteSize(), 0));
    boolean planar = shape.samples() > 1 && mode.get(JAVA_INT, 0) == INTERLEAVE_NONE;
    return !planar && decodedBytes == shape.sampleBytes()
        ? decoded
        : arranged(decoded, decodedBytes, planar, shape, arena);
  }

  private static MemorySegment arranged(
      MemorySegment decoded, int decodedBytes, boolean planar, FrameShape shape, Arena arena) {
    MemorySegment samples = arena.allocate(shape.bytes());
    long pixels = (long) shape.columns() * shape.rows();
    long o = 0;
    for (long pixel = 0; pixel < pixels; pixel++) {
      for (int c = 0; c < shape.samples(); c++) {
        long from = (planar ? c * pixels + pixel : pixel * shape.samples() + c) * decodedBytes;
        for (int b = 0; b < shape.sampleBytes(); b++) {
          byte part = b < decodedBytes ? decoded.get(ValueLayout.JAVA_BYTE, from + b) : 0;
          samples.set(ValueLayout.JAVA_BYTE, o++, part);
        }
      }
    }
    return samples;
  }

  private static void check(int error) throws DamagedStreamException {
    if (error != 0) {
      throw new DamagedStreamException("CharLS error " + error);
    }
  }
}
