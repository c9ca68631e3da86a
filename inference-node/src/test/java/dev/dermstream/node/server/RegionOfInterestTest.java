package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.OnnxFile;
import dev.dermstream.node.TinyModel;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.FurtherRegion;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.RegionOfInterest;
import dev.dermstream.v1.StageTiming;
import io.grpc.StatusRuntimeException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Drawn skin with dark lesions, and a finder of one operator: a place is the more lesion, the less
 * green it is. So every box is known from the drawing.
 */
class RegionOfInterestTest {
  private static final Color SKIN = new Color(224, 190, 170);
  private static final Color LESION = new Color(90, 40, 30);
  private static final String LOOKS = "looks";
  private static final String WHOLE = "whole";

  /** A cell of the finder's grid in pixels of the pictures here, on either side. */
  private static final int CELL = 10;

  @TempDir static Path folder;

  private static Release release;
  private static RunningNode node;

  @BeforeAll
  static void start() throws IOException {
    TinyModel.copyTo(folder.resolve("model"));
    finder(64).write(folder.resolve("model/region_finder.onnx"));
    profile(folder, LOOKS, true);
    profile(folder, WHOLE, false);
    release = Release.seal(folder, "trial", "", WHOLE);
    node = new RunningNode(release, "id = trial");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void thePartAroundTheLesionIsWhatIsEncoded() throws IOException {
    BufferedImage picture = skin(640, 480);
    dot(picture, 400, 300, 60);
    Encoded found = encoded(png(picture), RegionOfInterest.REGION_OF_INTEREST_ON);
    Region region = found.getImage().getRegion();

    assertThat(region.getFound()).isTrue();
    assertThat(region.getProbabilityPercent()).isBetween(50.0, 100.0);
    assertThat(region.getWidth()).isEqualTo(region.getHeight());
    // The lesion's 60 pixels, a quarter on each side, within a cell or two.
    assertThat(region.getWidth()).isBetween(90, 90 + 4 * CELL);
    assertCentre(region, 400, 300);
    assertThat(found.getImage().getWidth()).isEqualTo(640);
    assertThat(found.getTimingsList().stream().map(StageTiming::getStage))
        .containsExactly("queue", "decode", "region", "preprocess", "encode");
    // It is the very answer that the part alone gets.
    BufferedImage part =
        picture.getSubimage(region.getX(), region.getY(), region.getWidth(), region.getHeight());
    assertThat(embedding(found))
        .containsExactly(
            embedding(encoded(png(part), RegionOfInterest.REGION_OF_INTEREST_OFF)), within(1e-5f));
  }

  @Test
  void anAnswerIsNeverThatOfAnotherCut() throws IOException {
    BufferedImage picture = skin(640, 480);
    dot(picture, 160, 120, 60);
    byte[] bytes = png(picture);
    Encoded whole = encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_OFF);
    Encoded part = encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_ON);

    assertThat(whole.getImage().hasRegion()).isFalse();
    assertThat(embedding(part)).isNotEqualTo(embedding(whole));
    // Again and in turns, out of the cache.
    for (int i = 0; i < 3; i++) {
      assertThat(embedding(encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_ON)))
          .isEqualTo(embedding(part));
      assertThat(embedding(encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_OFF)))
          .isEqualTo(embedding(whole));
    }
  }

  @Test
  void severalLesionsAreSeveralRegionsLargestFirst() throws IOException {
    BufferedImage picture = skin(640, 480);
    dot(picture, 120, 100, 50);
    dot(picture, 480, 340, 90);
    dot(picture, 520, 80, 70);
    Encoded encoded = encoded(png(picture), RegionOfInterest.REGION_OF_INTEREST_ON);

    assertCentre(encoded.getImage().getRegion(), 480, 340);
    List<FurtherRegion> further = encoded.getFurtherRegionsList();
    assertThat(further).hasSize(2);
    assertCentre(further.get(0).getRegion(), 520, 80);
    assertCentre(further.get(1).getRegion(), 120, 100);
    assertThat(further).allSatisfy(each -> assertThat(each.getEmbeddingCount()).isEqualTo(48));
    // A question has one answer, and so have an embedding and labels.
    InferRequest.Builder one =
        request(WHOLE, png(picture)).setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_ON);
    assertThat(first(one.clone().setQuestion("What is it?").build()).getFurtherRegionsCount())
        .isZero();
    assertThat(first(one.clone().setEmbeddingOnly(true).build()).getFurtherRegionsCount()).isZero();
  }

  @Test
  void theProfileDecidesWhereTheRequestDoesNot() throws IOException {
    BufferedImage picture = skin(640, 480);
    dot(picture, 400, 300, 60);

    assertThat(first(request(LOOKS, png(picture)).build()).getImage().hasRegion()).isTrue();
    assertThat(first(request(WHOLE, png(picture)).build()).getImage().hasRegion()).isFalse();
    assertThat(
            first(
                    request(LOOKS, png(picture))
                        .setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_OFF)
                        .build())
                .getImage()
                .hasRegion())
        .isFalse();
  }

  @Test
  void skinWithoutALesionIsAnsweredWholeAndSaysSo() throws IOException {
    byte[] bytes = png(skin(640, 480));
    Encoded encoded = encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_ON);

    assertThat(encoded.getImage().getRegion())
        .isEqualTo(Region.newBuilder().setWidth(640).setHeight(480).build());
    assertThat(embedding(encoded))
        .isEqualTo(embedding(encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_OFF)));
  }

  @Test
  void aCloseUpIsLeftAsItWasTaken() throws IOException {
    BufferedImage picture = skin(400, 400);
    dot(picture, 200, 200, 280);
    byte[] bytes = png(picture);
    Encoded encoded = encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_ON);

    assertThat(encoded.getImage().getRegion().getFound()).isTrue();
    assertThat(encoded.getImage().getRegion().getWidth()).isEqualTo(400);
    assertThat(encoded.getFurtherRegionsCount()).isZero();
    assertThat(embedding(encoded))
        .isEqualTo(embedding(encoded(bytes, RegionOfInterest.REGION_OF_INTEREST_OFF)));
  }

  /** What a viewer shows at the lesion's place, by how the camera was held. */
  @ParameterizedTest
  @CsvSource({"1, 500, 100", "3, 140, 380", "6, 380, 500", "8, 100, 140"})
  void theBoxIsOfThePictureAsItIsDisplayed(int orientation, int x, int y) throws IOException {
    BufferedImage stored = skin(640, 480);
    dot(stored, 500, 100, 60);
    Encoded encoded =
        encoded(turned(jpeg(stored), orientation), RegionOfInterest.REGION_OF_INTEREST_ON);

    assertThat(encoded.getImage().getWidth()).isEqualTo(orientation < 5 ? 640 : 480);
    assertCentre(encoded.getImage().getRegion(), x, y);
  }

  @Test
  void dicomPicturesHaveTheirRegionToo() throws IOException {
    BufferedImage picture = skin(640, 480);
    dot(picture, 200, 320, 60);

    Encoded encoded = encoded(dicom(picture), RegionOfInterest.REGION_OF_INTEREST_ON);

    assertThat(encoded.getImage().getFormat()).isEqualTo("DICOM");
    assertCentre(encoded.getImage().getRegion(), 200, 320);
  }

  @Test
  void aJpegThatMayBeDecodedSmallerIsNotWhereAPartIsWanted() throws IOException {
    BufferedImage picture = skin(1600, 1200);
    dot(picture, 1200, 900, 120);
    try (RunningNode scaling = new RunningNode(release, "image.jpeg-scaled-decoding = true")) {
      Encoded encoded =
          scaling
              .infer(
                  request(WHOLE, jpeg(picture))
                      .setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_ON)
                      .build())
              .getFirst()
              .getEncoded();

      assertThat(encoded.getImage().getWidth()).isEqualTo(1600);
      Region region = encoded.getImage().getRegion();
      assertThat(region.getX() + region.getWidth() / 2).isCloseTo(1200, within(40));
      assertThat(region.getY() + region.getHeight() / 2).isCloseTo(900, within(40));
    }
  }

  @Test
  void whatTheReleaseCannotDoIsRefused(@TempDir Path other) throws IOException {
    TinyModel.copyTo(other.resolve("model"));
    profile(other, WHOLE, false);
    try (RunningNode without = new RunningNode(Release.seal(other, "a", "", WHOLE), "id = b")) {
      InferRequest request =
          request(WHOLE, png(skin(64, 64)))
              .setRegionOfInterest(RegionOfInterest.REGION_OF_INTEREST_ON)
              .build();
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> without.infer(request))
          .satisfies(failure ->
              assertThat(StatusMapping.toError(failure, "").getCode())
                  .isEqualTo("UNSUPPORTED_BY_PROFILE"));
    }
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () -> node.infer(request(WHOLE, png(skin(64, 64))).setRegionOfInterestValue(9).build()))
        .satisfies(failure ->
            assertThat(StatusMapping.toError(failure, "").getCode()).isEqualTo("INVALID_INPUT"));
  }

  @Test
  void aProfileThatNeedsAFinderIsNotServedWithoutOne(@TempDir Path other) throws IOException {
    TinyModel.copyTo(other.resolve("model"));
    profile(other, LOOKS, true);
    Release needing = Release.seal(other, "a", "", LOOKS);

    assertThatThrownBy(() -> new RunningNode(needing, "id = b").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no region_finder.onnx");
  }

  @Test
  void aFinderOfAnotherFormIsNamed(@TempDir Path other) throws IOException {
    TinyModel.copyTo(other.resolve("model"));
    new OnnxFile()
        .input("pixel_values", DataType.FLOAT, -1, 3, 8, 8)
        .output("lesion_logits", DataType.FLOAT, -1, 3, 8, 8)
        .node("Identity", "lesion_logits", "pixel_values")
        .write(other.resolve("model/region_finder.onnx"));
    profile(other, WHOLE, false);
    Release broken = Release.seal(other, "a", "", WHOLE);

    assertThatThrownBy(() -> new RunningNode(broken, "id = b").close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("region_finder.onnx")
        .hasMessageContaining("lesion_logits");
  }

  /** 1 - 10 (green + 0.2): over zero for the lesion's green (-0.69), far below for skin (0.49). */
  private static OnnxFile finder(int side) {
    return new OnnxFile()
        .input("pixel_values", DataType.FLOAT, -1, 3, side, side)
        .output("lesion_logits", DataType.FLOAT, -1, side, side)
        .floats("scale", new float[] {-10}, 1)
        .floats("offset", new float[] {-1}, 1)
        .integers("green", 1)
        .integers("axes", 1)
        .node("Gather", "channel", List.of(OnnxFile.attribute("axis", 1)), "pixel_values", "green")
        .node("Squeeze", "plane", "channel", "axes")
        .node("Mul", "scaled", "plane", "scale")
        .node("Add", "lesion_logits", "scaled", "offset");
  }

  private static Encoded encoded(byte[] image, RegionOfInterest wanted) {
    return first(request(WHOLE, image).setRegionOfInterest(wanted).build());
  }

  private static Encoded first(InferRequest request) {
    return node.infer(request).getFirst().getEncoded();
  }

  private static InferRequest.Builder request(String profile, byte[] image) {
    return InferRequest.newBuilder()
        .setRequestId("request-1")
        .setProfile(profile)
        .setImage(ByteString.copyFrom(image));
  }

  private static float[] embedding(Encoded encoded) {
    float[] values = new float[encoded.getEmbeddingCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = encoded.getEmbedding(i);
    }
    return values;
  }

  private static void assertCentre(Region region, int x, int y) {
    assertThat(region.getFound()).isTrue();
    assertThat(region.getX() + region.getWidth() / 2).isCloseTo(x, within(CELL));
    assertThat(region.getY() + region.getHeight() / 2).isCloseTo(y, within(CELL));
  }

  private static BufferedImage skin(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = image.createGraphics();
    pen.setColor(SKIN);
    pen.fillRect(0, 0, width, height);
    pen.dispose();
    return image;
  }

  private static void dot(BufferedImage image, int x, int y, int diameter) {
    Graphics2D pen = image.createGraphics();
    pen.setColor(LESION);
    pen.fillOval(x - diameter / 2, y - diameter / 2, diameter, diameter);
    pen.dispose();
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return written(image, "png");
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    return written(image, "jpeg");
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** An EXIF segment with nothing but the orientation, behind the first marker. */
  private static byte[] turned(byte[] jpeg, int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(36).order(ByteOrder.BIG_ENDIAN);
    exif.putShort((short) 0xFFE1).putShort((short) 34);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 0x4D4D).putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    byte[] turned = new byte[jpeg.length + exif.capacity()];
    System.arraycopy(jpeg, 0, turned, 0, 2);
    System.arraycopy(exif.array(), 0, turned, 2, exif.capacity());
    System.arraycopy(jpeg, 2, turned, 2 + exif.capacity(), jpeg.length - 2);
    return turned;
  }

  /** Uncompressed RGB, explicit little endian. */
  private static byte[] dicom(BufferedImage image) {
    int pixels = 3 * image.getWidth() * image.getHeight();
    ByteBuffer out = ByteBuffer.allocate(1024 + pixels).order(ByteOrder.LITTLE_ENDIAN);
    out.position(128);
    out.put("DICM".getBytes(StandardCharsets.US_ASCII));
    text(out, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1\0");
    number(out, 0x0028, 0x0002, 3);
    text(out, 0x0028, 0x0004, "CS", "RGB ");
    number(out, 0x0028, 0x0006, 0);
    number(out, 0x0028, 0x0010, image.getHeight());
    number(out, 0x0028, 0x0011, image.getWidth());
    number(out, 0x0028, 0x0100, 8);
    number(out, 0x0028, 0x0101, 8);
    number(out, 0x0028, 0x0102, 7);
    number(out, 0x0028, 0x0103, 0);
    out.putShort((short) 0x7FE0).putShort((short) 0x0010);
    out.put("OB".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0).putInt(pixels);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        out.put((byte) (rgb >> 16)).put((byte) (rgb >> 8)).put((byte) rgb);
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void text(ByteBuffer out, int group, int element, String type, String value) {
    out.putShort((short) group).putShort((short) element);
    out.put(type.getBytes(StandardCharsets.US_ASCII)).putShort((short) value.length());
    out.put(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static void number(ByteBuffer out, int group, int element, int value) {
    out.putShort((short) group).putShort((short) element);
    out.put("US".getBytes(StandardCharsets.US_ASCII)).putShort((short) 2).putShort((short) value);
  }

  private static void profile(Path release, String name, boolean looks) throws IOException {
    Path profile = Files.createDirectories(release.resolve("profiles").resolve(name));
    Files.writeString(
        profile.resolve("profile.json"),
        """
        {"region_of_interest": %s, "adapter_id": 0, "output_form": "FREE_TEXT",
         "labels": [{"id_code": 0, "name_en": "Milia", "name_ko": "비립종"}],
         "prompt_template": "<s>User:<fake_token>{image}<fake_token>{text}<end>\\nAssistant:",
         "prompt_en": "What is this lesion?", "prompt_ko": "이 병변은 무엇입니까?",
         "answers_questions": true, "max_new_tokens": 3, "temperature": 0.065}
        """
            .formatted(looks));
  }
}
