package dev.dermstream.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.image.DecodeOutcome.Decoded;
import dev.dermstream.node.image.DecodeOutcome.Refused;
import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** libjpeg-turbo beside the JDK: the same pictures, the same refusals, nothing left behind. */
class TurboJpegDecoderTest {
  private static final long SEED = 20261121;
  private static final int MAX_PIXELS = 1 << 24;
  private static final int TOLERANCE = 2;
  private static final int DAMAGES = 400;

  private final TurboJpegDecoder turboJpeg = TurboJpeg.decoder(false);
  private final TurboJpegDecoder halving = TurboJpeg.decoder(true);
  private final ImageDecoder turbo = decoder(turboJpeg);
  private final ImageDecoder scaled = decoder(halving);
  private final ImageDecoder jdk = decoder(new JdkJpegDecoder());

  @AfterEach
  void close() {
    turbo.close();
    scaled.close();
    jdk.close();
    assertThat(turboJpeg.alive()).isZero();
    assertThat(halving.alive()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "444, false", "422, false", "420, false", "440, false", "411, false",
    "444, true", "422, true", "420, true", "440, true", "411, true"
  })
  void givesThePixelsOfTheJdkAtEveryOddSize(String subsampling, boolean progressive) {
    for (int[] size : new int[][] {{1, 1}, {3, 2}, {7, 9}, {16, 16}, {17, 33}, {63, 41}}) {
      byte[] jpeg = TestJpeg.encode(size[0], size[1], subsampling, progressive);
      try (Decoded ours = decoded(turbo, jpeg);
          Decoded theirs = decoded(jdk, jpeg)) {
        assertThat(TestJpeg.largestDifference(ours.image(), theirs.image()))
            .as("%d x %d", size[0], size[1])
            .isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  @Test
  void agreesWithTheJdkOnWhatIsDamaged() {
    List<String> samples =
        SampleImages.all().stream()
            .filter(name -> name.endsWith(".jpg") || name.startsWith("jpeg"))
            .toList();
    List<String> disagreements = new ArrayList<>();
    for (String name : samples) {
      Random random = new Random(SEED + name.hashCode());
      byte[] whole = SampleImages.bytes(name);
      for (int i = 0; i < DAMAGES; i++) {
        String description = "%s, damage %d, seed %d".formatted(name, i, SEED);
        if (disagrees(TestJpeg.damaged(whole, random), description)) {
          disagreements.add(description);
        }
      }
    }
    // Two versions of one library; 23 of 9,600 when this was written, either way round.
    assertThat(disagreements).hasSizeLessThanOrEqualTo(samples.size() * DAMAGES / 200);
  }

  /**
   * Whether only one of the two refuses. Where both decode, the damage is a picture of its own, of
   * impossible levels perhaps, which each rounds in its own way.
   */
  private boolean disagrees(byte[] bytes, String description) {
    DecodeOutcome ours = turbo.decode(bytes);
    DecodeOutcome theirs = jdk.decode(bytes);
    if (ours instanceof Decoded first && theirs instanceof Decoded second) {
      try (first;
          second) {
        assertThat(first.image().width()).as(description).isEqualTo(second.image().width());
        assertThat(first.image().height()).as(description).isEqualTo(second.image().height());
      }
      return false;
    }
    if (ours instanceof Refused first && theirs instanceof Refused second) {
      assertThat(first).as(description).isEqualTo(second);
      return false;
    }
    for (DecodeOutcome outcome : List.of(ours, theirs)) {
      if (outcome instanceof Decoded decoded) {
        decoded.close();
      }
    }
    return true;
  }

  @Test
  void keepsAsManyDecompressorsAsThereAreProcessorsAndNoMore() throws Exception {
    byte[] good = TestJpeg.encode(60, 45, "420", false);
    byte[] bad = Arrays.copyOf(good, good.length * 3 / 4);
    bad[bad.length - 2] = (byte) 0xFF;
    bad[bad.length - 1] = (byte) 0xD9;
    int threads = 3 * Runtime.getRuntime().availableProcessors();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<Boolean>> outcomes =
          pool.invokeAll(
              IntStream.range(0, 3000)
                  .<Callable<Boolean>>mapToObj(
                      i -> () -> isDecoded(turbo.decode(i % 3 == 0 ? bad : good)))
                  .toList());
      int decoded = 0;
      for (Future<Boolean> outcome : outcomes) {
        decoded += outcome.get() ? 1 : 0;
      }
      assertThat(decoded).isEqualTo(2000);
    }
    assertThat(turboJpeg.alive()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }

  @Test
  void remembersNothingOfThePictureBefore() {
    byte[] whole = SampleImages.bytes("baseline_420.jpg");
    byte[] withoutQuantization = TestJpeg.without(whole, 0xDB);
    byte[] withDamagedTables = whole.clone();
    int counts = TestJpeg.indexOf(whole, 0xC4) + 5;
    Arrays.fill(withDamagedTables, counts, counts + 16, (byte) 255);

    assertThat(isDecoded(turbo.decode(whole))).isTrue();
    assertThat(isDecoded(turbo.decode(withoutQuantization))).isFalse();
    assertThat(isDecoded(turbo.decode(withDamagedTables))).isFalse();
    assertThat(isDecoded(turbo.decode(whole))).isTrue();
    assertThat(turboJpeg.alive()).isEqualTo(1);
  }

  @Test
  void decodesAgainAfterAPictureThatItDidNotKeepTheMemoryOf() {
    byte[] large = TestJpeg.encode(3000, 2000, "420", false);
    byte[] small = TestJpeg.encode(40, 30, "420", false);
    for (byte[] jpeg : List.of(small, large, small, large)) {
      try (Decoded ours = decoded(turbo, jpeg);
          Decoded theirs = decoded(jdk, jpeg)) {
        assertThat(TestJpeg.largestDifference(ours.image(), theirs.image()))
            .isLessThanOrEqualTo(TOLERANCE);
      }
    }
    assertThat(turboJpeg.alive()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"444", "422", "420"})
  void halvesOnlyWhereHalfIsEnough(String subsampling) {
    byte[] jpeg = TestJpeg.encode(121, 81, subsampling, false);
    try (Decoded whole = decoded(turbo, jpeg);
        Decoded half = (Decoded) scaled.decode(jpeg, (width, height) -> width >= 61);
        Decoded kept = (Decoded) scaled.decode(jpeg, (width, height) -> width >= 62);
        Decoded unasked = decoded(scaled, jpeg)) {
      assertThat(half.image().width()).isEqualTo(61);
      assertThat(half.image().height()).isEqualTo(41);
      assertThat(half.width()).isEqualTo(121);
      assertThat(half.height()).isEqualTo(81);
      assertThat(kept.image()).isEqualTo(whole.image()).isEqualTo(unasked.image());
      // Not the pixels of a picture halved by averaging, which is why this is not the default.
      RgbImage averaged = TestJpeg.averagedInHalf(whole.image());
      assertThat(TestJpeg.meanDifference(half.image(), averaged)).isBetween(0.05, 20.0);
    }
  }

  @Test
  void neverHalvesUnlessConfigured() {
    byte[] jpeg = TestJpeg.encode(120, 80, "420", false);
    try (Decoded whole = (Decoded) turbo.decode(jpeg, (width, height) -> true)) {
      assertThat(whole.image().width()).isEqualTo(120);
    }
  }

  @Test
  void asksForTheSizeOfThePictureAsItIsSeen() {
    byte[] onItsSide = SampleImages.bytes("orientation_6.jpg");
    RgbImage upright = SampleImages.expected("orientation_6.jpg");
    int width = (upright.width() + 1) / 2;
    int height = (upright.height() + 1) / 2;
    assertThat(width).isNotEqualTo(height);

    try (Decoded half = (Decoded) scaled.decode(onItsSide, (w, h) -> w == width && h == height)) {
      assertThat(half.image().width()).isEqualTo(width);
      assertThat(half.image().height()).isEqualTo(height);
      assertThat(half.width()).isEqualTo(upright.width());
    }
  }

  @Test
  void saysWhichLibraryIsMissing() {
    assertThatThrownBy(() -> TurboJpegLibrary.load(List.of("libnosuch.so.9")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("libnosuch.so.9")
        .hasMessageContaining("libturbojpeg0");
  }

  @Test
  void isChosenByConfigurationAndSaysSo() throws IOException {
    try (JpegDecoder automatic = JpegDecoderChoice.AUTO.open(false);
        JpegDecoder demanded = JpegDecoderChoice.TURBOJPEG.open(false);
        JpegDecoder plain = JpegDecoderChoice.JDK.open(false)) {
      assertThat(automatic.describe()).startsWith("libjpeg-turbo (libturbojpeg");
      assertThat(demanded.describe()).isEqualTo(automatic.describe());
      assertThat(plain.describe()).isEqualTo("the JDK");
    }
  }

  @ParameterizedTest
  @CsvSource({"900, 700", "1000, 800"})
  void givesThePixelsOfTheJdkInAndOutsideTheHeap(int width, int height) {
    byte[] jpeg = TestJpeg.encode(width, height, "420", false);
    assertThat(3 * width * height > TurboJpegDecompressor.MOST_HEAP_BYTES).isEqualTo(width == 1000);
    try (Decoded ours = decoded(turbo, jpeg);
        Decoded theirs = decoded(jdk, jpeg)) {
      assertThat(TestJpeg.largestDifference(ours.image(), theirs.image()))
          .isLessThanOrEqualTo(TOLERANCE);
    }
    assertThat(isDecoded(turbo.decode(Arrays.copyOf(jpeg, jpeg.length / 2)))).isFalse();
  }

  @Test
  void doesNotCallAPictureDamagedForWantOfMemory() {
    assertThat(TurboJpegDecompressor.saysOutOfMemory("Insufficient memory (case 4)")).isTrue();
    assertThat(TurboJpegDecompressor.saysOutOfMemory("tjDecompress2(): Memory allocation failure"))
        .isTrue();
    assertThat(TurboJpegDecompressor.saysOutOfMemory("Premature end of JPEG file")).isFalse();
    assertThat(((Refused) turbo.decode(SampleImages.bytes("cmyk_without_adobe.jpg"))).code())
        .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA);
  }

  private static ImageDecoder decoder(JpegDecoder jpegDecoder) {
    return new ImageDecoder(new PixelBudget(MAX_PIXELS, MAX_PIXELS), jpegDecoder);
  }

  private static boolean isDecoded(DecodeOutcome outcome) {
    if (outcome instanceof Decoded decoded) {
      decoded.close();
      return true;
    }
    return false;
  }

  private static Decoded decoded(ImageDecoder decoder, byte[] bytes) {
    DecodeOutcome outcome = decoder.decode(bytes);
    assertThat(outcome).isInstanceOf(Decoded.class);
    return (Decoded) outcome;
  }
}
