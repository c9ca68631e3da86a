package dev.dermstream.pacs.server;

import dev.dermstream.dicom.file.Photometric;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.pacs.dimse.StorageClasses;
import dev.dermstream.pacs.v1.Conformance;
import dev.dermstream.pacs.v1.ConformanceService;
import dev.dermstream.pacs.v1.NamedUid;
import java.util.List;
import java.util.TreeMap;

/** What the edge receives, reads and sends, as its code has it: for machines and for people. */
public final class ConformanceStatement {
  private static final int CHUNK_BYTES = 1 << 20;

  private static final List<List<String>> SERVICES =
      List.of(
          List.of("C-ECHO", "SCP"),
          List.of("C-STORE", "SCP"),
          List.of("C-STORE", "SCU"),
          List.of("Storage Commitment Push Model", "SCP"),
          List.of("STOW-RS", "origin server"),
          List.of("STOW-RS", "user agent"),
          List.of("FHIR R4 transaction", "client"),
          List.of("dermstream.pacs.v1.PacsService", "server"));

  private ConformanceStatement() {}

  /** For an edge with such limits. */
  static Conformance of(String aeTitle, long maxObjectBytes, long maxFramePixels) {
    Conformance.Builder statement =
        Conformance.newBuilder()
            .setSoftware("Dermstream 0.1.0")
            .setAeTitle(aeTitle)
            .setMaxObjectBytes(maxObjectBytes)
            .setMaxFramePixels(maxFramePixels)
            .setMaxChunkBytes(CHUNK_BYTES);
    for (List<String> service : SERVICES) {
      statement.addServices(
          ConformanceService.newBuilder().setName(service.get(0)).setRole(service.get(1)));
    }
    new TreeMap<>(StorageClasses.PICTURES)
        .forEach((uid, name) -> statement.addSopClasses(named(uid, name)));
    for (TransferSyntax syntax : TransferSyntax.values()) {
      statement.addTransferSyntaxes(named(syntax.uid(), syntax.title()));
    }
    for (Photometric photometric : Photometric.values()) {
      statement.addPhotometricInterpretations(
          photometric.name().replace("PALETTE_COLOR", "PALETTE COLOR"));
    }
    return statement.build();
  }

  /** The statement in Markdown, with the limits of the defaults. */
  public static String markdown() {
    Conformance statement = of("DERMSTREAM", 64L << 20, 100_000_000);
    StringBuilder text =
        new StringBuilder(
            """
            # DICOM conformance statement

            Generated from the code (`dermstream pacs conformance`), with the limits of the default configuration.

            ## Services

            | service | role |
            |---|---|
            """);
    statement
        .getServicesList()
        .forEach(one -> text.append("| %s | %s |\n".formatted(one.getName(), one.getRole())));
    text.append(
        "\n## SOP classes of pictures\n\nEvery SOP class below 1.2.840.10008.5.1.4.1.1 is received; objects without pixels end as REJECTED.\n\n");
    table(text, "SOP class", statement.getSopClassesList());
    text.append(
        "\n## Transfer syntaxes\n\nOf those that a sender proposes, the acceptor takes the first of this order: compressed ones as listed, then Explicit VR Little Endian, Implicit VR Little Endian, Deflated, Explicit VR Big Endian. JPEG 2000 and JPEG-LS need OpenJPEG and CharLS on the node's system; else their objects end as UNSUPPORTED.\n\n");
    table(text, "transfer syntax", statement.getTransferSyntaxesList());
    text.append("\n## Pixels\n\nPhotometric interpretations: ")
        .append(String.join(", ", statement.getPhotometricInterpretationsList()))
        .append(
            ". 8 to 16 bits allocated. Of several frames the representative one is read, else the first.\n");
    text.append(
        """

        ## Limits

        | limit | value |
        |---|---|
        | object | %d bytes |
        | frame | %d pixels |
        | chunk over gRPC | %d bytes |
        """
            .formatted(
                statement.getMaxObjectBytes(),
                statement.getMaxFramePixels(),
                statement.getMaxChunkBytes()));
    text.append(
        """

        ## C-STORE status

        | status | meaning |
        |---|---|
        | 0000 | The object is on the disk, now or since it came first |
        | A700 | No room, too large, or the log cannot be written: send it again later |
        | A900 | The UIDs of message and object differ |
        | C000 | The object cannot be understood, or its SOP Instance UID came before with other bytes |
        | 0117 | The SOP Instance UID is no UID |
        | 0122 | The SOP class is not served |
        | 0211 | The operation is not known |
        """);
    return text.toString();
  }

  private static void table(StringBuilder text, String head, List<NamedUid> rows) {
    text.append("| %s | UID |\n|---|---|\n".formatted(head));
    rows.forEach(row -> text.append("| %s | %s |\n".formatted(row.getName(), row.getUid())));
  }

  private static NamedUid named(String uid, String name) {
    return NamedUid.newBuilder().setUid(uid).setName(name).build();
  }
}
