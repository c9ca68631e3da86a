package dev.dermstream.dicom.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets of messages, here those of storage commitment (PS3.4, J.3). */
class DicomDataSetsTest {
  private static final int TRANSACTION = 0x0008_1195;
  private static final int REFERENCED_CLASS = 0x0008_1150;
  private static final int REFERENCED_INSTANCE = 0x0008_1155;
  private static final int FAILURE_REASON = 0x0008_1197;
  private static final int PATIENT_NAME = 0x0010_0010;
  private static final Set<Integer> WANTED =
      Set.of(TRANSACTION, Tag.REFERENCED_SOP_SEQUENCE, Tag.FAILED_SOP_SEQUENCE);
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(1);

  @ParameterizedTest
  @ValueSource(strings = {TestFile.EXPLICIT, TestFile.IMPLICIT, TestFile.BIG_ENDIAN})
  void whatIsWantedIsRead(String syntax) throws Exception {
    DataSet read =
        DicomDataSets.read(new ByteArrayInputStream(commitment(syntax)), syntax, LIMITS, WANTED);

    assertThat(read.uid(TRANSACTION)).isEqualTo("1.2.3");
    assertThat(read.items(Tag.REFERENCED_SOP_SEQUENCE)).hasSize(1);
    DataSet failed = read.items(Tag.FAILED_SOP_SEQUENCE).getFirst();
    assertThat(failed.uid(REFERENCED_CLASS)).isEqualTo("1.2.840.10008.5.1.4.1.1.7");
    assertThat(failed.uid(REFERENCED_INSTANCE)).isEqualTo("1.2.5");
    assertThat(failed.unsignedShorts(FAILURE_REASON)).containsExactly(0x0112);
    assertThat(read.has(PATIENT_NAME)).isFalse();
  }

  @Test
  void whatIsCutWithinAnElementIsTruncated() throws Exception {
    byte[] whole = commitment(TestFile.EXPLICIT);
    int firstBytes = 8 + 6; // Transaction UID, after which a data set may end.
    for (int length = firstBytes + 1; length < firstBytes + 60; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(DicomException.class)
          .as("cut to %d", length)
          .isThrownBy(() ->
              DicomDataSets.read(new ByteArrayInputStream(cut), TestFile.EXPLICIT, LIMITS, WANTED))
          .satisfies(e -> assertThat(e.fault()).isEqualTo(DicomFault.TRUNCATED));
    }
  }

  @Test
  void aTransferSyntaxThatIsNotReadIsNamed() {
    assertThatExceptionOfType(DicomException.class)
        .isThrownBy(() ->
            DicomDataSets.read(
                new ByteArrayInputStream(new byte[0]), "1.2.840.10008.1.2.4.94", LIMITS, WANTED))
        .withMessageContaining("JPIP");
  }

  /** With a name after it, which nobody wants. */
  private static byte[] commitment(String syntax) {
    byte[] empty = TestFile.of(syntax).toByteArray();
    byte[] file =
        TestFile.of(syntax)
            .text(TRANSACTION, "UI", "1.2.3")
            .sequence(
                Tag.FAILED_SOP_SEQUENCE,
                item ->
                    item.text(REFERENCED_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.7")
                        .text(REFERENCED_INSTANCE, "UI", "1.2.5")
                        .number(FAILURE_REASON, 0x0112))
            .sequence(
                Tag.REFERENCED_SOP_SEQUENCE,
                item ->
                    item.text(REFERENCED_CLASS, "UI", "1.2.840.10008.5.1.4.1.1.7")
                        .text(REFERENCED_INSTANCE, "UI", "1.2.4"))
            .text(PATIENT_NAME, "PN", "Nobody")
            .toByteArray();
    return Arrays.copyOfRange(file, empty.length, file.length);
  }
}
