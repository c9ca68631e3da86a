package dev.dermstream.dicom.association;

import java.nio.ByteBuffer;
import java.util.List;

/** What a requestor sends, as bytes. */
public final class RecordedPdus {
  public static final int STORAGE_CONTEXT = 3;
  private static final String EXPLICIT = "1.2.840.10008.1.2.1";

  private RecordedPdus() {}

  static Pdu.AssociateRequest associateRequest() {
    return new Pdu.AssociateRequest(
        Pdu.VERSION,
        "DERMSTREAM",
        "TESTER",
        Pdu.APPLICATION_CONTEXT,
        List.of(
            new ProposedContext(1, "1.2.840.10008.1.1", List.of("1.2.840.10008.1.2", EXPLICIT)),
            new ProposedContext(
                STORAGE_CONTEXT, "1.2.840.10008.5.1.4.1.1.77.1.4", List.of(EXPLICIT))),
        new UserInformation(
            16_384,
            "1.2.3",
            "TEST",
            true,
            List.of(new RoleSelection("1.2.840.10008.1.20.1", false, true))));
  }

  /** A-ASSOCIATE-RQ for verification and storage. */
  public static byte[] request() {
    return PduEncoder.encode(associateRequest());
  }

  public static byte[] releaseRequest() {
    return PduEncoder.encode(new Pdu.ReleaseRequest());
  }

  public static byte[] abort() {
    return PduEncoder.encode(new Pdu.Abort(0, 0));
  }

  /** A P-DATA-TF of one fragment. */
  public static byte[] fragment(int context, int control, byte[] content) {
    return ByteBuffer.allocate(12 + content.length)
        .put((byte) Pdu.DATA)
        .put((byte) 0)
        .putInt(6 + content.length)
        .putInt(2 + content.length)
        .put((byte) context)
        .put((byte) control)
        .put(content)
        .array();
  }
}
