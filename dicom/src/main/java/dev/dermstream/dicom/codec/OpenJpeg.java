package dev.dermstream.dicom.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * JPEG 2000 codestreams, high-throughput ones included, by OpenJPEG 2.5, as {@code openjpeg.h}
 * declares it (BSD-2-Clause; Debian: libopenjp2-7). Strict: whatever it only warns of (data that
 * ends early) is damage, because it would fill in what is missing.
 */
@SuppressWarnings("restricted") // Native code is what this class is for.
final class OpenJpeg implements FrameDecoder {
  private static final List<String> NAMES =
      List.of("libopenjp2.so.7", "libopenjp2.so", "libopenjp2.7.dylib", "openjp2.dll");
  private static final int CODEC_J2K = 0;

  /** {@code opj_dparameters_t} has some 8300 bytes; the library fills them in. */
  private static final int PARAMETER_BYTES = 16 << 10;

  private static final int STREAM_CHUNK = 1 << 20;

  /** {@code opj_image_t}: numcomps, comps. */
  private static final int IMAGE_COMPONENTS = 16;

  private static final int IMAGE_COMPONENT_ARRAY = 24;
  private static final int IMAGE_BYTES = 48;

  /** {@code opj_image_comp_t}: w, h, prec, data. */
  private static final int COMPONENT_BYTES = 64;

  private static final int COMPONENT_WIDTH = 8;
  private static final int COMPONENT_HEIGHT = 12;
  private static final int COMPONENT_PRECISION = 24;
  private static final int COMPONENT_DATA = 48;

  private static final AddressLayout BUFFER =
      ADDRESS.withTargetLayout(
          MemoryLayout.sequenceLayout(Integer.MAX_VALUE, ValueLayout.JAVA_BYTE));

  private final MethodHandle createCodec;
  private final MethodHandle setDefaults;
  private final MethodHandle setUp;
  private final MethodHandle setStrict;
  private final MethodHandle setWarnings;
  private final MethodHandle setErrors;
  private final MethodHandle createStream;
  private final MethodHandle setRead;
  private final MethodHandle setSkip;
  private final MethodHandle setSeek;
  private final MethodHandle setLength;
  private final MethodHandle readHeader;
  private final MethodHandle decode;
  private final MethodHandle end;
  private final MethodHandle destroyImage;
  private final MethodHandle destroyStream;
  private final MethodHandle destroyCodec;

  private OpenJpeg(NativeLibrary library) throws MissingLibraryException {
    FunctionDescriptor two = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    FunctionDescriptor three = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
    FunctionDescriptor setter = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);
    FunctionDescriptor free = FunctionDescriptor.ofVoid(ADDRESS);
    createCodec =
        library.function("opj_create_decompress", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    setDefaults = library.function("opj_set_default_decoder_parameters", free);
    setUp = library.function("opj_setup_decoder", two);
    setStrict =
        library.function(
            "opj_decoder_set_strict_mode", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    setWarnings = library.function("opj_set_warning_handler", three);
    setErrors = library.function("opj_set_error_handler", three);
    createStream =
        library.function("opj_stream_create", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_INT));
    setRead = library.function("opj_stream_set_read_function", setter);
    setSkip = library.function("opj_stream_set_skip_function", setter);
    setSeek = library.function("opj_stream_set_seek_function", setter);
    setLength =
        library.function(
            "opj_stream_set_user_data_length", FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG));
    readHeader = library.function("opj_read_header", three);
    decode = library.function("opj_decode", three);
    end = library.function("opj_end_decompress", two);
    destroyImage = library.function("opj_image_destroy", free);
    destroyStream = library.function("opj_stream_destroy", free);
    destroyCodec = library.function("opj_destroy_codec", free);
  }

  static OpenJpeg load() throws MissingLibraryException {
    return new OpenJpeg(NativeLibrary.load("libopenjp2-7", NAMES));
  }

  @Override
  public MemorySegment decode(MemorySegment stream, FrameShape shape, Arena arena)
      throws DamagedStreamException {
    try {
      MemorySegment codec = (MemorySegment) createCodec.invokeExact(CODEC_J2K);
      try {
        return decode(codec, new Source(stream), shape, arena);
      } finally {
        destroyCodec.invokeExact(codec);
      }
    } catch (DamagedStreamException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeLibrary.unexpected(e);
    }
  }

  private MemorySegment decode(MemorySegment codec, Source source, FrameShape shape, Arena arena)
      throws Throwable {
    Complaints complaints = new Complaints();
    MemorySegment hear = complaints.pointer(arena);
    check((int) setWarnings.invokeExact(codec, hear, MemorySegment.NULL), complaints);
    check((int) setErrors.invokeExact(codec, hear, MemorySegment.NULL), complaints);
    MemorySegment parameters = arena.allocate(PARAMETER_BYTES, Long.BYTES);
    setDefaults.invokeExact(parameters);
    check((int) setUp.invokeExact(codec, parameters), complaints);
    check((int) setStrict.invokeExact(codec, 1), complaints);
    MemorySegment stream = (MemorySegment) createStream.invokeExact((long) STREAM_CHUNK, 1);
    try {
      setRead.invokeExact(stream, source.reader(arena));
      setSkip.invokeExact(stream, source.skipper(arena));
      setSeek.invokeExact(stream, source.seeker(arena));
      setLength.invokeExact(stream, source.length());
      return decode(codec, stream, shape, arena, complaints);
    } finally {
      destroyStream.invokeExact(stream);
    }
  }

  private MemorySegment decode(
      MemorySegment codec,
      MemorySegment stream,
      FrameShape shape,
      Arena arena,
      Complaints complaints)
      throws Throwable {
    MemorySegment place = arena.allocate(ADDRESS);
    int header = (int) readHeader.invokeExact(stream, codec, place);
    MemorySegment image = place.get(ADDRESS, 0).reinterpret(IMAGE_BYTES);
    try {
      check(header, complaints);
      check((int) decode.invokeExact(codec, stream, image), complaints);
      check((int) end.invokeExact(codec, stream), complaints);
      return samples(image, shape, arena);
    } finally {
      if (image.address() != 0) {
        destroyImage.invokeExact(image);
      }
    }
  }

  private static MemorySegment samples(MemorySegment image, FrameShape shape, Arena arena)
      throws DamagedStreamException {
    if (image.get(JAVA_INT, IMAGE_COMPONENTS) != shape.samples()) {
      throw new DamagedStreamException("it has other components than the image");
    }
    MemorySegment components =
        image
            .get(ADDRESS, IMAGE_COMPONENT_ARRAY)
            .reinterpret((long) COMPONENT_BYTES * shape.samples());
    MemorySegment[] planes = new MemorySegment[shape.samples()];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = plane(components.asSlice((long) c * COMPONENT_BYTES, COMPONENT_BYTES), shape);
    }
    return interleaved(planes, shape, arena);
  }

  private static MemorySegment plane(MemorySegment component, FrameShape shape)
      throws DamagedStreamException {
    MemorySegment data = component.get(ADDRESS, COMPONENT_DATA);
    if (component.get(JAVA_INT, COMPONENT_WIDTH) != shape.columns()
        || component.get(JAVA_INT, COMPONENT_HEIGHT) != shape.rows()
        || component.get(JAVA_INT, COMPONENT_PRECISION) > Byte.SIZE * shape.sampleBytes()
        || data.address() == 0) {
      throw new DamagedStreamException("it is of another size or depth than the image");
    }
    return data.reinterpret((long) shape.columns() * shape.rows() * Integer.BYTES);
  }

  /** By row through the heap, where loops are fast from the first frame on. */
  private static MemorySegment interleaved(MemorySegment[] planes, FrameShape shape, Arena arena) {
    MemorySegment samples = arena.allocate(shape.bytes());
    int[] values = new int[shape.columns()];
    byte[] row = new byte[shape.bytes() / shape.rows()];
    int size = shape.sampleBytes();
    for (int y = 0; y < shape.rows(); y++) {
      for (int c = 0; c < planes.length; c++) {
        long from = (long) y * shape.columns() * Integer.BYTES;
        MemorySegment.copy(planes[c], JAVA_INT, from, values, 0, values.length);
        int o = c * size;
        for (int value : values) {
          row[o] = (byte) value;
          if (size == 2) {
            row[o + 1] = (byte) (value >> Byte.SIZE);
          }
          o += planes.length * size;
        }
      }
      MemorySegment.copy(row, 0, samples, ValueLayout.JAVA_BYTE, (long) y * row.length, row.length);
    }
    return samples;
  }

  private static void check(int succeeded, Complaints complaints) throws DamagedStreamException {
    if (succeeded == 0 || complaints.count > 0) {
      throw new DamagedStreamException("OpenJPEG finds fault with it");
    }
  }

  private static MemorySegment upcall(
      Object target, String method, MethodType type, FunctionDescriptor descriptor, Arena arena) {
    try {
      MethodHandle handle =
          MethodHandles.lookup().findVirtual(target.getClass(), method, type).bindTo(target);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("A callback is not there", e);
    }
  }

  /** Counts what the library complains of; its words may quote the stream, so they are dropped. */
  private static final class Complaints {
    private int count;

    MemorySegment pointer(Arena arena) {
      return upcall(
          this,
          "hear",
          MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class),
          FunctionDescriptor.ofVoid(ADDRESS, ADDRESS),
          arena);
    }

    @SuppressWarnings("unused") // Called by the library.
    void hear(MemorySegment message, MemorySegment data) {
      count++;
    }
  }

  /** The stream in memory, as the library's three callbacks. */
  private static final class Source {
    private final MemorySegment stream;
    private long position;

    Source(MemorySegment stream) {
      this.stream = stream;
    }

    long length() {
      return stream.byteSize();
    }

    MemorySegment reader(Arena arena) {
      return upcall(
          this,
          "read",
          MethodType.methodType(long.class, MemorySegment.class, long.class, MemorySegment.class),
          FunctionDescriptor.of(JAVA_LONG, BUFFER, JAVA_LONG, ADDRESS),
          arena);
    }

    MemorySegment skipper(Arena arena) {
      return upcall(
          this,
          "skip",
          MethodType.methodType(long.class, long.class, MemorySegment.class),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS),
          arena);
    }

    MemorySegment seeker(Arena arena) {
      return upcall(
          this,
          "seek",
          MethodType.methodType(int.class, long.class, MemorySegment.class),
          FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS),
          arena);
    }

    @SuppressWarnings("unused") // Called by the library.
    long read(MemorySegment into, long length, MemorySegment data) {
      long count = Math.min(length, length() - position);
      if (count <= 0) {
        return -1;
      }
      MemorySegment.copy(stream, position, into, 0, count);
      position += count;
      return count;
    }

    @SuppressWarnings("unused") // Called by the library.
    long skip(long count, MemorySegment data) {
      if (count < 0 || count > length() - position) {
        return -1;
      }
      position += count;
      return count;
    }

    @SuppressWarnings("unused") // Called by the library.
    int seek(long place, MemorySegment data) {
      if (place < 0 || place > length()) {
        return 0;
      }
      position = place;
      return 1;
    }
  }
}
