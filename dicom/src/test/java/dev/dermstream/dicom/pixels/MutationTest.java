package dev.dermstream.dicom.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.platform.image.RgbImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every sample, damaged in every way we could think of, in a heap of 256 MB: a typed error, or a
 * picture where the damage is in what the picture shows. The {@code nightly} forms leave no place
 * out.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // Against hanging, not for speed.
class MutationTest {
  private static final long SEED = 20261122;
  private static final Pictures PICTURES = new Pictures();

  /** Heads as little endian numbers. */
  private static final int ITEM = 0xE000_FFFE;

  private static final int SEQUENCE_END = 0xE0DD_FFFE;

  /** Most of a header lies within. */
  private static final int HEADER = 2000;

  private static final byte[][] EXTREMES = {
    {0, 0, 0, 0},
    {-1, -1, -1, -1},
    {-1, -1, -1, 0x7F},
    {-2, -1, -1, -1},
    {1, 0, 0, 0},
    {-1, -1},
    {0, 0},
    {'U', 'N'},
    {'S', 'Q'},
    {'O', 'B'},
    {'Z', 'Z'},
    {-2, -1, 0, -32},
    {-2, -1, -35, -32},
    {-32, 0x7F, 16, 0},
  };

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aCutFileIsAnErrorOrTheWholePicture(String name) {
    byte[] file = Pictures.sample(name);
    Random random = new Random(SEED);
    truncate(
        name,
        file,
        IntStream.concat(
            IntStream.iterate(0, at -> at < Math.min(HEADER, file.length), at -> at + 7),
            random.ints(40, 0, file.length)));
    truncate(name, file, IntStream.range(Math.max(0, file.length - 30), file.length));
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aFileCutAtAnyByteIsAnErrorOrTheWholePicture(String name) {
    byte[] file = Pictures.sample(name);
    truncate(name, file, IntStream.range(0, file.length));
  }

  private static void truncate(String name, byte[] file, IntStream lengths) {
    Optional<RgbImage> whole = read(name, "whole", file, file.length);
    lengths.forEach(length -> {
      Optional<RgbImage> cut = read(name, "cut to " + length, file, length);
      // What is left may be a file without the elements that follow the pixels.
      cut.ifPresent(image -> assertThat(Optional.of(image)).isEqualTo(whole));
    });
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void extremesAtSomePlacesOfTheHeaderAreBorne(String name) {
    extremes(name, 43);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void extremesAtEveryPlaceOfTheHeaderAreBorne(String name) {
    extremes(name, 1);
  }

  private static void extremes(String name, int step) {
    byte[] file = Pictures.sample(name);
    for (int at = 128; at < Math.min(HEADER, file.length - 4); at += step) {
      byte[] extreme = EXTREMES[at % EXTREMES.length];
      byte[] damaged = file.clone();
      System.arraycopy(extreme, 0, damaged, at, extreme.length);
      read(name, "extreme at " + at, damaged, damaged.length);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void flippedBytesAreBorne(String name) {
    flip(name, 30);
  }

  @Tag("nightly")
  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void manyFlippedBytesAreBorne(String name) {
    flip(name, 3000);
  }

  private static void flip(String name, int times) {
    byte[] file = Pictures.sample(name);
    Random random = new Random(SEED + name.hashCode());
    for (int i = 0; i < times; i++) {
      byte[] damaged = file.clone();
      int range = i % 2 == 0 ? file.length : Math.min(file.length, HEADER);
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(range)] = (byte) random.nextInt();
      }
      read(name, "seed " + SEED + ", damage " + i, damaged, damaged.length);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aSizeThatIsNotThePicturesIsAnError(String name) {
    byte[] file = Pictures.sample(name);
    for (int tag : new int[] {0x10, 0x11}) {
      for (int value : new int[] {0, 1, 65_535}) {
        Optional<byte[]> damaged = withNumber(file, tag, value);
        damaged.ifPresent(bytes ->
            assertThat(read(name, "size " + value, bytes, bytes.length))
                .as("%s with %d in (0028,%04X)", name, value, tag)
                .isEmpty());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.dermstream.dicom.pixels.Samples#names")
  void aDepthThatIsNotThePicturesIsAnError(String name) {
    byte[] file = Pictures.sample(name);
    for (int tag : new int[] {0x2, 0x100, 0x102}) {
      for (int value : new int[] {0, 5, 32, 65_535}) {
        withNumber(file, tag, value)
            .ifPresent(bytes ->
                assertThat(read(name, "depth " + value, bytes, bytes.length))
                    .as("%s with %d in (0028,%04X)", name, value, tag)
                    .isEmpty());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTJ2K_08_RGB.dcm",
        "MR_small_jpeg_ls_lossless.dcm",
        "SC_jpeg_no_color_transform.dcm",
        "SC_rgb_jpeg_gdcm.dcm",
        "US1_J2KI.dcm",
        "own_vlp_skin_synthetic.dcm"
      })
  void aCompressedFrameThatEndsEarlyIsAnErrorThoughTheFileIsWhole(String name) {
    byte[] file = Pictures.sample(name);
    int start = frameStart(file);
    int length = little(file, start - 4);
    // EOI of a JPEG and EOC of a JPEG 2000 codestream are the same.
    byte[] end = {-1, -39};
    for (int kept : new int[] {0, 2, 40, length / 4, length / 2, length * 3 / 4, length - 60}) {
      for (byte[] tail : new byte[][] {{}, end}) {
        byte[] cut = withFrame(file, start, Arrays.copyOfRange(file, start, start + kept), tail);
        assertThat(read(name, kept + " bytes kept", cut, cut.length))
            .as("%s, %d bytes kept, end marker %s", name, kept, tail.length > 0)
            .isEmpty();
      }
    }
  }

  /** Where the last fragment begins: the delimiter follows it. */
  private static int frameStart(byte[] file) {
    for (int at = 132; at + 16 <= file.length; at++) {
      int length = little(file, at + 4);
      boolean fits = length > 8 && length <= file.length - at - 16;
      if (fits && little(file, at) == ITEM && little(file, at + 8 + length) == SEQUENCE_END) {
        return at + 8;
      }
    }
    throw new AssertionError("no fragment");
  }

  private static int little(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private static byte[] withFrame(byte[] file, int start, byte[] stream, byte[] tail) {
    int rest = start + little(file, start - 4);
    int length = stream.length + tail.length;
    return ByteBuffer.allocate(start + length + file.length - rest)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(file, 0, start - 4)
        .putInt(length)
        .put(stream)
        .put(tail)
        .put(file, rest, file.length - rest)
        .array();
  }

  /** The file with another number in an attribute of group 0028 and VR US, where it has that. */
  private static Optional<byte[]> withNumber(byte[] file, int element, int value) {
    for (int i = 132; i + 10 <= file.length; i++) {
      boolean little =
          file[i] == 0x28
              && file[i + 1] == 0
              && file[i + 2] == (byte) element
              && file[i + 3] == (byte) (element >> 8);
      if (little && file[i + 4] == 'U' && file[i + 5] == 'S' && file[i + 6] == 2) {
        byte[] damaged = file.clone();
        damaged[i + 8] = (byte) value;
        damaged[i + 9] = (byte) (value >> 8);
        return Optional.of(damaged);
      }
    }
    return Optional.empty();
  }

  /** A picture, or nothing where it was refused as it should be; anything else fails. */
  private static Optional<RgbImage> read(String name, String what, byte[] file, int length) {
    try {
      return Optional.of(PICTURES.read(new ByteArrayInputStream(file, 0, length)));
    } catch (DicomException e) {
      assertThat(e.sentence()).as("%s, %s", name, what).isNotBlank().hasSizeLessThan(300);
      boolean placed =
          e.fault() != DicomFault.TRUNCATED && e.fault() != DicomFault.STRUCTURE_CORRUPT;
      assertThat(placed || e.tag() != 0 || e.offset() >= 0).as(e.sentence()).isTrue();
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + ", " + what, e);
    }
  }
}
