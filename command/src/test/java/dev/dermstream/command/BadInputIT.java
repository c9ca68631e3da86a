package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything a caller can get wrong, through the public door of the whole cluster. */
class BadInputIT {
  private static RunningCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new RunningCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void theNextRequestIsServed() {
    assertThat(screen(TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR)).getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
  }

  @Test
  void anEmptyFileIsRejected() {
    assertThat(rejection(new byte[0])).isEqualTo("EMPTY_IMAGE");
  }

  @Test
  void textIsRejected() {
    assertThat(rejection("Dear colleague, ...".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("UNSUPPORTED_MEDIA");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9, 0.999})
  void aTruncatedJpegIsRejected(double share) {
    byte[] whole = TestImages.jpeg(600, 450, BufferedImage.TYPE_3BYTE_BGR);

    assertThat(rejection(Arrays.copyOf(whole, (int) (whole.length * share))))
        .isIn("TRUNCATED_IMAGE", "CORRUPT_IMAGE");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9, 0.99})
  void aTruncatedPngIsRejected(double share) {
    byte[] whole = TestImages.png(600, 450, BufferedImage.TYPE_3BYTE_BGR);

    assertThat(rejection(Arrays.copyOf(whole, (int) (whole.length * share))))
        .isIn("TRUNCATED_IMAGE", "CORRUPT_IMAGE");
  }

  @Test
  void aHeaderOfFourBillionPixelsIsRejectedBeforeMemoryIsTaken() {
    assertThat(rejection(TestImages.giantPngHeader())).isEqualTo("IMAGE_TOO_LARGE");
  }

  @Test
  void aPhotographOfFortyMegapixelsIsServed() {
    Report report = screen(TestImages.jpeg(7_300, 5_480, BufferedImage.TYPE_3BYTE_BGR));

    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(report.getImage().getWidth()).isEqualTo(7_300);
  }

  @Test
  void unusualButWholeImagesAreServed() {
    assertThat(screen(TestImages.jpeg(300, 200, BufferedImage.TYPE_BYTE_GRAY)).hasLabel()).isTrue();
    assertThat(screen(TestImages.png(300, 200, BufferedImage.TYPE_INT_ARGB)).hasLabel()).isTrue();
    assertThat(screen(TestImages.png(300, 200, BufferedImage.TYPE_BYTE_INDEXED)).hasLabel())
        .isTrue();
    assertThat(screen(TestImages.png16(300, 200)).hasLabel()).isTrue();
  }

  @Test
  void aJpegForPrintersIsServed() throws IOException {
    assertThat(screen(nodeSample("cmyk.jpg")).hasLabel()).isTrue();
    assertThat(screen(nodeSample("ycck.jpg")).hasLabel()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "refused_syntax.dcm, UNSUPPORTED_MEDIA",
    "refused_huge.dcm, IMAGE_TOO_LARGE",
    "refused_no_pixels.dcm, NO_PIXELS",
  })
  void aDicomObjectThatCannotBeReadIsRejected(String file, String code) throws IOException {
    assertThat(rejection(nodeSample(file))).isEqualTo(code);
  }

  @Test
  void anUnknownProfileIsAnErrorThatNamesIt() {
    assertThatThrownBy(() ->
            cluster
                .stub()
                .screen(
                    ScreenRequest.newBuilder()
                        .setImage(ByteString.copyFrom(image()))
                        .setProfile("no-such-profile")
                        .build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("PROFILE_NOT_FOUND");
              assertThat(e.getStatus().getDescription()).contains("no-such-profile");
            });
  }

  @Test
  void aMessageOverTheLimitIsRefused() {
    ScreenRequest request =
        ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[70 << 20])).build();

    assertThatThrownBy(() -> cluster.stub().screen(request))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("MESSAGE_TOO_LARGE"));
  }

  @Test
  void aQuestionOfAHundredKilobytesIsRefused() {
    AskRequest request =
        AskRequest.newBuilder()
            .setImage(ByteString.copyFrom(image()))
            .setQuestion("why? ".repeat(20_000))
            .build();

    assertThatThrownBy(() -> cluster.stub().ask(request).hasNext())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("INVALID_INPUT"));
  }

  private static byte[] nodeSample(String name) throws IOException {
    return Files.readAllBytes(
        Repository.root()
            .resolve("inference-node/src/test/resources/dev/dermstream/node/image/samples")
            .resolve(name));
  }

  private static byte[] image() {
    return TestImages.jpeg(300, 200, BufferedImage.TYPE_3BYTE_BGR);
  }

  private static Report screen(byte[] image) {
    return cluster
        .stub()
        .screen(ScreenRequest.newBuilder().setImage(ByteString.copyFrom(image)).build())
        .getReport();
  }

  private static String rejection(byte[] image) {
    Report report = screen(image);
    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_REJECTED);
    assertThat(report.hasLabel()).isFalse();
    assertThat(report.getRejection().getMessage()).isNotEmpty();
    if (image.length > 0) {
      assertThat(report.getProvenance().getReleaseId()).startsWith("demonstration-");
    }
    return report.getRejection().getCode();
  }
}
