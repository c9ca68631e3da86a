package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.trainer.lesion.PictureFiles.Subsampling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleWriterTest {

  private static final Path COMMITTED = Path.of("..", "samples");

  @TempDir private static Path written;

  @BeforeAll
  static void write() throws IOException {
    SampleWriter.write(written);
  }

  @Test
  void writesTheFilesThatAreInTheRepository() throws IOException {
    Set<String> expected = names(written);
    expected.add("README.md");
    assertThat(names(COMMITTED)).isEqualTo(expected);
    long bytes = 0;
    for (String name : expected) {
      bytes += Files.size(COMMITTED.resolve(name));
    }
    assertThat(bytes).isLessThan(1_500_000);
  }

  /** By pixels, as encoders may differ from one Java runtime to another. */
  @Test
  void drawsThePicturesThatAreInTheRepository() throws IOException {
    for (String name : names(written)) {
      if (name.endsWith(".png") || name.endsWith("-01.jpg")) {
        BufferedImage here = ImageIO.read(written.resolve(name).toFile());
        BufferedImage there = ImageIO.read(COMMITTED.resolve(name).toFile());
        assertThat(meanDifference(here, there)).as(name).isLessThan(1);
      }
    }
  }

  @Test
  void keepsTheDicomFilesThatAreInTheRepository() throws IOException {
    String uncompressed = "squamous-cell-carcinoma-01.dcm";
    assertThat(Files.readAllBytes(COMMITTED.resolve(uncompressed)))
        .isEqualTo(Files.readAllBytes(written.resolve(uncompressed)));
    byte[] here = Files.readAllBytes(written.resolve("bowens-disease-01.dcm"));
    byte[] there = Files.readAllBytes(COMMITTED.resolve("bowens-disease-01.dcm"));
    assertThat(meanDifference(fragment(here), fragment(there))).isLessThan(1);
  }

  @Test
  void holdsA16BitPictureAndOneWithAlpha() throws IOException {
    BufferedImage deep = ImageIO.read(written.resolve("milia-01.png").toFile());
    assertThat(deep.getColorModel().getComponentSize()).containsExactly(16, 16, 16);
    BufferedImage layered = ImageIO.read(written.resolve("pyogenic-granuloma-01.png").toFile());
    assertThat(layered.getColorModel().hasAlpha()).isTrue();
    assertThat(layered.getAlphaRaster().getSample(0, 0, 0)).isEqualTo(255);
  }

  @Test
  void keepsThePixelsOfThePictureInEveryKindOfFile() throws IOException {
    RgbImage picture = new LesionDataset(4, 96, 72).draw(6).picture();
    BufferedImage original = PictureFiles.buffered(picture);
    byte[] png = PictureFiles.pngWithAlpha(picture);
    assertThat(meanDifference(original, decode(png))).isZero();
    DicomPhotograph dicom = new DicomPhotograph("test", 1, "Drawn");
    byte[] raw = dicom.uncompressed(picture);
    assertThat(Arrays.copyOfRange(raw, raw.length - picture.rgb().length, raw.length))
        .isEqualTo(picture.rgb());
    byte[] jpeg = PictureFiles.jpeg(picture, 0.95f, Subsampling.HALF_ROWS);
    assertThat(fragment(dicom.jpegBaseline(picture, jpeg)).getWidth()).isEqualTo(96);
    assertThat(meanDifference(original, decode(jpeg))).isLessThan(4);
  }

  @Test
  void writesAJpegThatEndsTooEarlyAndATextThatIsNone() throws IOException {
    assertThat(warnings(Files.readAllBytes(written.resolve("melanoma-01.jpg")))).isEmpty();
    assertThat(warnings(Files.readAllBytes(written.resolve("truncated.jpg")))).isNotEmpty();
    assertThat(ImageIO.read(written.resolve("notes.jpg").toFile())).isNull();
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** The JPEG inside an encapsulated DICOM file: it is the last thing before the delimiter. */
  private static BufferedImage fragment(byte[] dicom) throws IOException {
    String latin = new String(dicom, StandardCharsets.ISO_8859_1);
    int start = latin.indexOf("\u00ff\u00d8\u00ff");
    return decode(Arrays.copyOfRange(dicom, start, dicom.length - 8));
  }

  private static BufferedImage decode(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  private static List<String> warnings(byte[] jpeg) throws IOException {
    List<String> warnings = new ArrayList<>();
    IIOReadWarningListener listener = (source, warning) -> warnings.add(warning);
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(in);
      reader.addIIOReadWarningListener(listener);
      reader.read(0);
    } finally {
      reader.dispose();
    }
    return warnings;
  }

  private static double meanDifference(BufferedImage a, BufferedImage b) {
    assertThat(a.getWidth()).isEqualTo(b.getWidth());
    assertThat(a.getHeight()).isEqualTo(b.getHeight());
    long sum = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        int one = a.getRGB(x, y);
        int other = b.getRGB(x, y);
        for (int shift = 0; shift < 24; shift += 8) {
          sum += Math.abs(((one >> shift) & 255) - ((other >> shift) & 255));
        }
      }
    }
    return sum / (3.0 * a.getWidth() * a.getHeight());
  }
}
