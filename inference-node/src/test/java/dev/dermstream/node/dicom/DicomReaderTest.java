package dev.dermstream.node.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile structure; ordinary files are tested with their pixels in {@code node.image}. */
class DicomReaderTest {
  private static final String EXPLICIT = "1.2.840.10008.1.2.1";
  private static final int UNDEFINED = 0xFFFFFFFF;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @Test
  void stopsAtSequencesThatNestTooDeep() {
    begin(EXPLICIT);
    for (int depth = 0; depth < 100_000; depth++) {
      sequence();
      item(UNDEFINED);
    }

    assertRefused(ErrorCode.CORRUPT_IMAGE, "too deep");
  }

  @Test
  void stopsAtTooManyElements() {
    begin(EXPLICIT);
    for (int i = 0; i < 100_001; i++) {
      element(0x0009_0010, "LO", new byte[0]);
    }

    assertRefused(ErrorCode.CORRUPT_IMAGE, "too many elements");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, Integer.MAX_VALUE, Integer.MIN_VALUE, -2})
  void stopsAtALengthBeyondTheEnd(int length) {
    begin(EXPLICIT);
    tag(0x0009_0010);
    text("OB\0\0");
    integer(length);

    assertRefused(ErrorCode.TRUNCATED_IMAGE, "ends");
  }

  @Test
  void takesValuesOfOddLength() throws DicomException {
    begin(EXPLICIT);
    element(0x0009_0010, "LO", new byte[] {'o', 'd', 'd'});
    image();

    assertThat(DicomReader.read(file.toByteArray()).width()).isEqualTo(2);
  }

  @Test
  void doesNotQuoteATransferSyntaxThatIsNone() {
    begin("Doe^Jane 1970-01-01 ");

    assertThatThrownBy(() -> DicomReader.read(file.toByteArray()))
        .isInstanceOfSatisfying(
            DicomException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA);
              assertThat(e.sentence()).contains("private transfer syntax").doesNotContain("Doe");
            });
  }

  @Test
  void refusesPixelsThatAreNotWrittenAsTheTransferSyntaxSays() {
    begin("1.2.840.10008.1.2.4.50");
    image();

    assertRefused(ErrorCode.CORRUPT_IMAGE, "transfer syntax");
  }

  @Test
  void knowsItsFilesByTheirMagic() {
    assertThat(DicomReader.isDicom(new byte[132])).isFalse();
    assertThat(DicomReader.isDicom(new byte[10])).isFalse();
    begin(EXPLICIT);
    assertThat(DicomReader.isDicom(file.toByteArray())).isTrue();
  }

  private void assertRefused(ErrorCode code, String named) {
    assertThatThrownBy(() -> DicomReader.read(file.toByteArray()))
        .isInstanceOfSatisfying(
            DicomException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.sentence()).contains(named);
            });
  }

  private void begin(String transferSyntax) {
    file.writeBytes(new byte[128]);
    text("DICM");
    byte[] uid = transferSyntax.getBytes(StandardCharsets.ISO_8859_1);
    element(Tag.TRANSFER_SYNTAX, "UI", uid);
  }

  /** Grey, two by two. */
  private void image() {
    shorts(Tag.SAMPLES_PER_PIXEL, 1);
    element(
        Tag.PHOTOMETRIC_INTERPRETATION, "CS", "MONOCHROME2 ".getBytes(StandardCharsets.ISO_8859_1));
    shorts(Tag.ROWS, 2);
    shorts(Tag.COLUMNS, 2);
    shorts(Tag.BITS_ALLOCATED, 8);
    shorts(Tag.BITS_STORED, 8);
    shorts(Tag.PIXEL_REPRESENTATION, 0);
    tag(Tag.PIXEL_DATA);
    text("OB\0\0");
    integer(4);
    file.writeBytes(new byte[4]);
  }

  private void sequence() {
    tag(0x0008_2112);
    text("SQ\0\0");
    integer(UNDEFINED);
  }

  private void item(int length) {
    tag(Tag.ITEM);
    integer(length);
  }

  private void shorts(int tag, int value) {
    element(tag, "US", little(2).putShort((short) value).array());
  }

  private void element(int tag, String vr, byte[] value) {
    tag(tag);
    text(vr);
    file.writeBytes(little(2).putShort((short) value.length).array());
    file.writeBytes(value);
  }

  private void tag(int tag) {
    file.writeBytes(little(4).putShort((short) (tag >>> 16)).putShort((short) tag).array());
  }

  private void integer(int value) {
    file.writeBytes(little(4).putInt(value).array());
  }

  private void text(String latin1) {
    file.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
