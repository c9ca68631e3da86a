package dev.dermstream.dicom.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.platform.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same pictures by DCMTK and GDCM, which nobody here wrote. Left out, with the reason in the
 * report, where Debian's dcmtk or libgdcm-tools is not installed.
 */
class CounterpartsTest {
  private static final int TOLERANCE = 2;
  private static final Pictures PICTURES = new Pictures();

  @TempDir private Path folder;

  @AfterAll
  static void close() {
    PICTURES.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SC_rgb.dcm",
        "examples_palette.dcm",
        "SC_ybr_full_422_uncompressed.dcm",
        "SC_jpeg_no_color_transform.dcm",
        "SC_rgb_rle_2frame.dcm",
        "SC_rgb_small_odd_big_endian.dcm",
        "SC_rgb_jpeg_gdcm.dcm",
        "image_dfl.dcm",
        "derived_MR_small_mono1.dcm"
      })
  void aSampleIsWhatDcmtkShows(String name) throws Exception {
    Path file = write(name, Pictures.sample(name));

    assertClose(PICTURES.read(Files.readAllBytes(file)), shown(file, name.contains("MR_")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"US1_J2KI.dcm", "HTJ2K_08_RGB.dcm", "MR_small_jpeg_ls_lossless.dcm"})
  void aSampleIsWhatGdcmDecodes(String name) throws Exception {
    Path file = write(name, Pictures.sample(name));
    Path raw = folder.resolve("raw.dcm");
    if (tool("gdcmconv", "--raw", file, raw) != 0) {
      assumeTrue(name.startsWith("HTJ2K"), "gdcmconv cannot read " + name);
      // GDCM 3.0.21 has no HTJ2K: the picture is held to what its lossless neighbour looks like.
      assertThat(PICTURES.read(Files.readAllBytes(file)).width()).isEqualTo(640);
      return;
    }

    assertClose(PICTURES.read(Files.readAllBytes(file)), shown(raw, name.contains("MR_")));
  }

  @ParameterizedTest
  @CsvSource({
    "SC_rgb.dcm, --write-xfer-implicit",
    "SC_rgb.dcm, --write-xfer-big",
    "SC_rgb.dcm, --write-xfer-deflated",
    "derived_MR_small_mono1.dcm, --write-xfer-implicit",
    "derived_MR_small_mono1.dcm, --write-xfer-big",
    "derived_MR_small_mono1.dcm, --write-xfer-deflated",
    "examples_palette.dcm, --write-xfer-big",
    "examples_palette.dcm, --write-xfer-implicit",
    "SC_ybr_full_422_uncompressed.dcm, --write-xfer-big",
  })
  void everyByteOrderGivesTheSamePicture(String name, String syntax) throws Exception {
    assertSameAfter(name, "dcmconv", syntax);
  }

  @ParameterizedTest
  @CsvSource({
    "SC_rgb.dcm, 1",
    "SC_rgb.dcm, 2",
    "SC_rgb.dcm, 3",
    "SC_rgb.dcm, 4",
    "SC_rgb.dcm, 5",
    "SC_rgb.dcm, 6",
    "SC_rgb.dcm, 7",
    "derived_MR_small_mono1.dcm, 1",
    "derived_MR_small_mono1.dcm, 4",
    "derived_MR_small_mono1.dcm, 7",
    "image_dfl.dcm, 6",
    "examples_palette.dcm, 1"
  })
  void everyPredictorOfLosslessJpegGivesTheSamePicture(String name, int predictor)
      throws Exception {
    assertSameAfter(
        name, "dcmcjpeg", "--encode-lossless", "--true-lossless", "--selection-value", predictor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SC_rgb.dcm",
        "derived_MR_small_mono1.dcm",
        "image_dfl.dcm",
        "examples_palette.dcm",
        "SC_rgb_small_odd_big_endian.dcm"
      })
  void runLengthsGiveTheSamePicture(String name) throws Exception {
    assertSameAfter(name, "dcmcrle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SC_rgb.dcm", "derived_MR_small_mono1.dcm", "image_dfl.dcm"})
  void jpegLsGivesTheSamePicture(String name) throws Exception {
    assertSameAfter(name, "dcmcjpls", "--encode-lossless");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interleave-sample", "--interleave-line", "--interleave-none"})
  void jpegLsGivesTheSamePictureInEachOrder(String interleave) throws Exception {
    assertSameAfter("SC_rgb.dcm", "dcmcjpls", "--encode-lossless", interleave);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SC_rgb.dcm", "derived_MR_small_mono1.dcm"})
  void losslessJpeg2000GivesTheSamePicture(String name) throws Exception {
    assertSameAfter(name, "gdcmconv", "--j2k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--jpegls", "--jpeg", "--rle"})
  void gdcmsOtherLosslessFormsGiveTheSamePicture(String form) throws Exception {
    assertSameAfter("SC_rgb.dcm", "gdcmconv", form);
  }

  /** A copy in another form, read here, against the original, read here too. */
  private void assertSameAfter(String name, String converter, Object... arguments)
      throws Exception {
    byte[] original = Pictures.sample(name);
    Path file = write(name, original);
    Path other = folder.resolve("other.dcm");
    Object[] all = new Object[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = file;
    all[arguments.length + 1] = other;
    if (tool(converter, all) != 0) {
      fail("%s did not convert %s", converter, name);
    }

    assertThat(PICTURES.read(Files.readAllBytes(other))).isEqualTo(PICTURES.read(original));
  }

  private Path write(String name, byte[] file) throws IOException {
    return Files.write(folder.resolve(name), file);
  }

  /** The first frame as DCMTK renders it, through the first window if there is one. */
  private RgbImage shown(Path file, boolean windowed) throws Exception {
    Path picture = folder.resolve("shown.pnm");
    List<Object> arguments = new ArrayList<>(List.of("--frame", 1));
    if (windowed) {
      arguments.addAll(List.of("--use-window", 1));
    }
    arguments.addAll(List.of("--write-raw-pnm", file, picture));
    assertThat(tool("dcmj2pnm", arguments.toArray())).isZero();
    return pnm(Files.readAllBytes(picture));
  }

  private static RgbImage pnm(byte[] file) {
    String head = new String(file, 0, Math.min(file.length, 100), StandardCharsets.ISO_8859_1);
    String[] words = head.split("\\s+", 5);
    int width = Integer.parseInt(words[1]);
    int height = Integer.parseInt(words[2]);
    boolean grey = words[0].equals("P5");
    int start = file.length - width * height * (grey ? 1 : 3);
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = file[start + (grey ? i / 3 : i)];
    }
    return new RgbImage(width, height, rgb);
  }

  private static void assertClose(RgbImage image, RgbImage expected) {
    assertThat(image.width()).isEqualTo(expected.width());
    assertThat(image.height()).isEqualTo(expected.height());
    int largest = 0;
    for (int i = 0; i < expected.rgb().length; i++) {
      largest = Math.max(largest, Math.abs((image.rgb()[i] & 0xFF) - (expected.rgb()[i] & 0xFF)));
    }
    assertThat(largest).as("largest difference of a channel").isLessThanOrEqualTo(TOLERANCE);
  }

  /** Runs a tool; the test is left out where it is not installed. */
  private int tool(String name, Object... arguments) throws Exception {
    String debian = name.startsWith("gdcm") ? "libgdcm-tools" : "dcmtk";
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin", name)),
        String.format(Locale.ROOT, "left out: no %s (Debian: %s)", name, debian));
    List<String> command = new ArrayList<>(List.of("/usr/bin/" + name));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
