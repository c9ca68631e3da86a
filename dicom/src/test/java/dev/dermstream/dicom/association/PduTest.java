package dev.dermstream.dicom.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PduTest {
  static List<Pdu> pdus() {
    return List.of(
        RecordedPdus.associateRequest(),
        new Pdu.AssociateAccept(
            "DERMSTREAM",
            "A B",
            List.of(
                new ContextAnswer(1, ContextAnswer.ACCEPTED, "1.2.840.10008.1.2"),
                new ContextAnswer(
                    255, ContextAnswer.ABSTRACT_SYNTAX_NOT_SUPPORTED, "1.2.840.10008.1.2")),
            UserInformation.own(0xFFFF_FFFFL, true, List.of(RoleSelection.usual("1.2")))),
        Rejection.CALLING_AE_TITLE.pdu(),
        new Pdu.ReleaseRequest(),
        new Pdu.ReleaseResponse(),
        AbortReason.INVALID_PARAMETER.pdu());
  }

  @ParameterizedTest
  @MethodSource("pdus")
  void whatIsWrittenIsRead(Pdu pdu) throws Exception {
    assertThat(decode(PduEncoder.encode(pdu))).isEqualTo(pdu);
  }

  /** The same by hand, from PS3.8, tables 9-18 and 9-26. */
  @Test
  void theBytesAreThoseOfTheStandard() {
    assertThat(PduEncoder.encode(Rejection.LOCAL_LIMIT_EXCEEDED.pdu()))
        .containsExactly(3, 0, 0, 0, 0, 4, 0, 2, 3, 2);
    assertThat(PduEncoder.encode(AbortReason.UNEXPECTED_PDU.pdu()))
        .containsExactly(7, 0, 0, 0, 0, 4, 0, 0, 2, 2);
    byte[] request = PduEncoder.encode(RecordedPdus.associateRequest());
    assertThat(Arrays.copyOf(request, 12)).startsWith(1, 0, 0, 0).endsWith(0, 1, 0, 0, 'D', 'E');
    assertThat(request[74]).isEqualTo((byte) 0x10);
  }

  @Test
  void itemsThatNobodyKnowsArePassedOver() throws Exception {
    byte[] pdu = PduEncoder.encode(RecordedPdus.associateRequest());
    byte[] more = Arrays.copyOf(pdu, pdu.length + 6);
    more[pdu.length] = (byte) 0x99;
    more[pdu.length + 3] = 2;

    assertThat(decode(more)).isEqualTo(RecordedPdus.associateRequest());
  }

  @Test
  void aPduThatIsCutAnywhereIsRefusedOrSaysLess() throws Exception {
    Pdu whole = RecordedPdus.associateRequest();
    byte[] bytes = PduEncoder.encode(whole);
    for (int length = 6; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      try {
        assertThat(decode(cut)).as("cut to %d", length).isNotEqualTo(whole);
      } catch (AssociationException e) {
        assertThat(e.end()).isEqualTo(AssociationEnd.PROTOCOL_VIOLATED);
      }
    }
  }

  @Test
  void aContextWithAnEvenIdentifierOrTwiceIsRefused() {
    byte[] even = PduEncoder.encode(RecordedPdus.associateRequest());
    int first = indexOfContext(even);
    even[first + 4] = 2;
    assertThatThrownBy(() -> decode(even)).isInstanceOf(AssociationException.class);
    byte[] twice = PduEncoder.encode(RecordedPdus.associateRequest());
    twice[first + 4] = RecordedPdus.STORAGE_CONTEXT;
    assertThatThrownBy(() -> decode(twice)).isInstanceOf(AssociationException.class);
  }

  private static int indexOfContext(byte[] pdu) {
    for (int i = 74; i < pdu.length; i++) {
      if (pdu[i] == PduDecoder.PROPOSED_CONTEXT_ITEM && pdu[i + 1] == 0) {
        return i;
      }
    }
    throw new AssertionError("no context");
  }

  private static Pdu decode(byte[] pdu) throws AssociationException {
    return PduDecoder.decode(pdu[0], Arrays.copyOfRange(pdu, Pdu.HEAD_BYTES, pdu.length));
  }
}
