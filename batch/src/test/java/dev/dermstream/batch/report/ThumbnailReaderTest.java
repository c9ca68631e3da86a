package dev.dermstream.batch.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailReaderTest {
  /** Segment APP1 that says: turn a quarter clockwise to see it upright. */
  private static final byte[] TURNED =
      HexFormat.of()
          .parseHex(
              "ffe10022457869660000"
                  + "49492a0008000000"
                  + "0100120103000100000006000000"
                  + "00000000");

  @ParameterizedTest
  @CsvSource({
    "actinic-keratosis-01.jpg, 160, 120",
    "milia-01.png, 160, 120",
    "pyogenic-granuloma-01.png, 160, 120",
    "bowens-disease-01.dcm, 160, 120",
    "squamous-cell-carcinoma-01.dcm, 160, 120"
  })
  void drawsWhatCanBeScreened(String name, int width, int height) throws Exception {
    Thumbnail thumbnail = of(sample(name));

    assertThat(thumbnail).isInstanceOf(Thumbnail.Picture.class);
    BufferedImage picture = decoded((Thumbnail.Picture) thumbnail);
    assertThat(picture.getWidth()).isEqualTo(width);
    assertThat(picture.getHeight()).isEqualTo(height);
    // Skin is all around the lesions: redder than it is blue.
    assertThat(picture.getRGB(3, 3) >> 16 & 0xFF).isGreaterThan((picture.getRGB(3, 3) & 0xFF) + 10);
  }

  @Test
  void aPictureThatWasTakenOnItsSideStandsUpright() throws Exception {
    byte[] upright = sample("melanoma-01.jpg");
    ByteArrayOutputStream turned = new ByteArrayOutputStream();
    int afterJfif = 4 + 16;
    turned.write(upright, 0, afterJfif);
    turned.write(TURNED);
    turned.write(upright, afterJfif, upright.length - afterJfif);

    BufferedImage picture = decoded((Thumbnail.Picture) of(turned.toByteArray()));

    assertThat(picture.getWidth()).isEqualTo(120);
    assertThat(picture.getHeight()).isEqualTo(160);
  }

  @Test
  void whatCannotBeDrawnHasAPlaceholder() throws Exception {
    assertThat(of(sample("notes.jpg"))).isEqualTo(new Thumbnail.Missing("cannot be drawn"));
    assertThat(of(new byte[0])).isEqualTo(new Thumbnail.Missing("cannot be drawn"));
    assertThat(of(png(20_000, 20_000)))
        .isEqualTo(new Thumbnail.Missing("too large for a thumbnail"));
  }

  @Test
  void bytesThatAreNotThoseThatWereAnsweredAreNotShown() throws Exception {
    ImageResult result = MadeUpJob.result(1, ImageOutcome.IMAGE_OUTCOME_ANSWERED).build();
    try (ThumbnailReader reader = new ThumbnailReader(image -> sample("nevus-01.jpg"))) {
      assertThat(reader.of(result)).isEqualTo(new Thumbnail.Missing("has other bytes now"));
    }
  }

  @Test
  void theLesionThatWasAnsweredIsOutlined() throws Exception {
    MadeUpJob job = new MadeUpJob();
    job.add(
        MadeUpJob.result(0, ImageOutcome.IMAGE_OUTCOME_ANSWERED)
            .clearImageSha256()
            .setReport(MadeUpJob.report(0, 50)));

    ParsedPage page =
        ParsedPage.of(out ->
            JobReport.write(
                MadeUpJob.job("outlined-1").build(),
                job.results(),
                image -> sample("nevus-01.jpg"),
                out));

    assertThat(page.document().select("#images .frame img")).hasSize(2);
    assertThat(page.document().select("#images .frame svg").getFirst().attr("viewBox"))
        .isEqualTo("0 0 600 450");
    assertThat(page.document().select("#images .frame rect").getLast().attributes().asList())
        .extracting(Object::toString)
        .containsExactly("x=\"150\"", "y=\"100\"", "width=\"300\"", "height=\"250\"");
  }

  private static Thumbnail of(byte[] bytes) throws InterruptedException {
    ImageResult result =
        MadeUpJob.result(1, ImageOutcome.IMAGE_OUTCOME_ANSWERED).clearImageSha256().build();
    try (ThumbnailReader reader = new ThumbnailReader(image -> bytes)) {
      return reader.of(result);
    }
  }

  private static byte[] sample(String name) throws IOException {
    return Files.readAllBytes(Path.of("..", "samples", name));
  }

  private static BufferedImage decoded(Thumbnail.Picture picture) throws IOException {
    byte[] jpeg = Base64.getDecoder().decode(picture.jpeg());
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }

  /** The beginning of a PNG of this size. */
  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(header);
    data.write("IHDR".getBytes(StandardCharsets.US_ASCII));
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(header.toByteArray());
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(png);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    out.writeInt(13);
    out.write(header.toByteArray());
    out.writeInt((int) crc.getValue());
    return png.toByteArray();
  }
}
