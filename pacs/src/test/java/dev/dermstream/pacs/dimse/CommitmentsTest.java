package dev.dermstream.pacs.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dermstream.dicom.association.AssociationCall;
import dev.dermstream.dicom.association.AssociationLimits;
import dev.dermstream.dicom.association.AssociationListener;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.AssociationService;
import dev.dermstream.dicom.association.ProposedContext;
import dev.dermstream.dicom.association.ServiceClasses;
import dev.dermstream.dicom.association.Timeouts;
import dev.dermstream.dicom.dimse.DimseClient;
import dev.dermstream.dicom.dimse.DimseHandlers;
import dev.dermstream.dicom.dimse.DimseLimits;
import dev.dermstream.dicom.dimse.DimseService;
import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.EventReport;
import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomDataSets;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.pacs.counterpart.MemoryDeliveryLog;
import dev.dermstream.pacs.delivery.Deliveries;
import dev.dermstream.pacs.delivery.DestinationConfig;
import dev.dermstream.pacs.delivery.DestinationConfig.AeTitles;
import dev.dermstream.pacs.delivery.DimseDestination;
import dev.dermstream.pacs.dimse.CommitmentReport.Failure;
import dev.dermstream.pacs.dimse.CommitmentReport.Reason;
import dev.dermstream.pacs.dimse.CommitmentRequest.Reference;
import dev.dermstream.pacs.ledger.Identity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What is committed to, and that the requester hears of it however its association ends. */
class CommitmentsTest {
  private static final String REQUESTER = "MODALITY";
  private static final Reference STORED = new Reference("1.2.1", "1.2.3.1");
  private static final Reference OTHER_CLASS = new Reference("1.2.9", "1.2.3.1");
  private static final Reference UNKNOWN = new Reference("1.2.1", "1.2.3.2");
  private static final CommitmentRequest REQUEST =
      new CommitmentRequest("1.2.77", List.of(STORED, UNKNOWN, OTHER_CLASS));

  private final MemoryDeliveryLog log = new MemoryDeliveryLog(Clock.systemUTC());
  private final Queue<EventReport> heard = new ConcurrentLinkedQueue<>();

  @Test
  void commitsToWhatIsStoredUnderTheClassThatIsNamed() {
    CommitmentReport report = CommitmentReport.of(REQUEST, CommitmentsTest::stored);

    assertThat(report)
        .isEqualTo(
            new CommitmentReport(
                "1.2.77",
                List.of(STORED),
                List.of(
                    new Failure(UNKNOWN, Reason.NO_SUCH_OBJECT),
                    new Failure(OTHER_CLASS, Reason.CLASS_INSTANCE_CONFLICT))));
    assertThat(report.eventType()).isEqualTo(2);
    CommitmentRequest all = new CommitmentRequest("1.2.78", List.of(STORED));
    assertThat(CommitmentReport.of(all, CommitmentsTest::stored).eventType()).isEqualTo(1);
  }

  @Test
  void writesWhatItSaysInTheSyntaxThatIsSpoken() throws Exception {
    for (TransferSyntax syntax :
        List.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN, TransferSyntax.EXPLICIT_LITTLE_ENDIAN)) {
      byte[] bytes = CommitmentReport.of(REQUEST, CommitmentsTest::stored).dataSet(syntax);
      DataSet read = read(bytes, syntax);
      assertThat(read.text(CommitmentRequest.TRANSACTION_UID)).isEqualTo("1.2.77");
      assertThat(instances(read, Tag.REFERENCED_SOP_SEQUENCE)).containsExactly("1.2.3.1");
      assertThat(instances(read, Tag.FAILED_SOP_SEQUENCE)).containsExactly("1.2.3.2", "1.2.3.1");
      assertThat(read.items(Tag.FAILED_SOP_SEQUENCE).get(0).unsignedShorts(0x0008_1197))
          .containsExactly(0x0112);
      assertThat(read.items(Tag.FAILED_SOP_SEQUENCE).get(1).unsignedShorts(0x0008_1197))
          .containsExactly(0x0119);
    }
  }

  @Test
  void readsARequestWholeOrNotAtAll() throws Exception {
    byte[] bytes = request(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
    String syntax = TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid();
    assertThat(CommitmentRequest.read(bytes, syntax)).isEqualTo(REQUEST);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CommitmentRequest.read(cut, syntax))
          .as("%d bytes", length)
          .isInstanceOf(DicomException.class);
    }
  }

  @Test
  void reportsOnTheAssociationOfTheRequest() throws Exception {
    try (AssociationServer edge = serve(commitments(), 0);
        DimseClient client = client(edge.port())) {
      assertThat(ask(client)).isEqualTo(DimseStatus.SUCCESS);
      assertThat(log.pending("modality")).isEqualTo(1);

      assertThat(client.awaitRequest()).isTrue();

      assertHeard();
      await().until(() -> log.pending("modality") == 0);
      client.release();
    }
  }

  @Test
  void reportsByAnAssociationOfItsOwnWhereThatOfTheRequestEnds() throws Exception {
    DimseHandlers requester = DimseHandlers.NONE.withEvent((association, event) -> hear(event));
    try (AssociationServer modality = serve(requester, 0);
        AssociationServer edge = serve(commitments(), 0)) {
      try (DimseClient client = client(edge.port())) {
        ask(client);
        // Closed with the report on its way.
      }
      await().until(() -> log.attempts(1) == 1);
      DestinationConfig config = destination(modality.port());
      try (Deliveries _ =
          Deliveries.start(
              List.of(new Deliveries.Route(config, new DimseDestination(config, Optional.empty()))),
              log,
              Clock.systemUTC(),
              new Random(1),
              new PrometheusRegistry())) {
        await().until(() -> log.pending("modality") == 0);
      }
      assertHeard();
    }
  }

  @Test
  void refusesWhatIsNoRequestForCommitment() throws Exception {
    try (AssociationServer edge = serve(commitments(), 0);
        DimseClient client = client(edge.port())) {
      byte[] bytes = request(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
      byte[] cut = Arrays.copyOf(bytes, bytes.length - 2);
      assertThat(
              client
                  .action(CommitmentRequest.SOP_CLASS, CommitmentRequest.SOP_INSTANCE, 2, bytes)
                  .code())
          .isEqualTo(0x0123);
      assertThat(client.action(CommitmentRequest.SOP_CLASS, "1.2.3", 1, bytes).code())
          .isEqualTo(0x0112);
      assertThat(
              client
                  .action(CommitmentRequest.SOP_CLASS, CommitmentRequest.SOP_INSTANCE, 1, cut)
                  .code())
          .isEqualTo(0x0115);
      assertThat(log.pending("modality")).isZero();
      client.release();
    }
  }

  private void assertHeard() throws DicomException, IOException {
    EventReport report = heard.remove();
    assertThat(heard).isEmpty();
    assertThat(report.eventType()).isEqualTo(2);
    assertThat(report.sopInstance()).isEqualTo(CommitmentRequest.SOP_INSTANCE);
    DataSet read =
        read(
            report.information().bytes(),
            TransferSyntax.of(report.information().transferSyntax()).orElseThrow());
    assertThat(read.text(CommitmentRequest.TRANSACTION_UID)).isEqualTo("1.2.77");
    assertThat(instances(read, Tag.REFERENCED_SOP_SEQUENCE)).containsExactly("1.2.3.1");
  }

  private DimseStatus hear(EventReport event) {
    heard.add(event);
    return DimseStatus.SUCCESS;
  }

  private DimseHandlers commitments() {
    return DimseHandlers.NONE.withAction(
        new Commitments(
            CommitmentsTest::stored,
            Map.of(REQUESTER, "modality"),
            log,
            destination -> {},
            Clock.systemUTC()));
  }

  private static Optional<Identity> stored(String sopInstance) {
    return sopInstance.equals(STORED.sopInstance())
        ? Optional.of(new Identity(STORED.sopClass(), sopInstance, "1.2", "1.3", "1.4"))
        : Optional.empty();
  }

  private static AssociationServer serve(DimseHandlers handlers, int port) throws Exception {
    ServiceClasses classes =
        new ServiceClasses() {
          @Override
          public List<String> transferSyntaxes(String abstractSyntax) {
            return new StorageClasses().transferSyntaxes(abstractSyntax);
          }

          @Override
          public boolean allowsProvider(String abstractSyntax) {
            return abstractSyntax.equals(StorageClasses.COMMITMENT);
          }
        };
    return AssociationServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        new AssociationService(
            AssociationLimits.usual(),
            candidate -> Optional.empty(),
            classes,
            new DimseService(handlers, DimseLimits.usual()),
            AssociationListener.NONE,
            Optional.empty()));
  }

  private DimseClient client(int port) throws Exception {
    return DimseClient.open(
        new AssociationCall(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            REQUESTER,
            "EDGE",
            List.of(
                new ProposedContext(
                    1,
                    CommitmentRequest.SOP_CLASS,
                    List.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid()))),
            List.of(),
            1 << 16,
            Timeouts.usual(),
            Optional.empty()),
        DimseHandlers.NONE.withEvent((association, event) -> hear(event)),
        DimseLimits.usual());
  }

  private static DimseStatus ask(DimseClient client) throws Exception {
    return client.action(
        CommitmentRequest.SOP_CLASS,
        CommitmentRequest.SOP_INSTANCE,
        1,
        request(TransferSyntax.IMPLICIT_LITTLE_ENDIAN));
  }

  private static DestinationConfig destination(int port) {
    return new DestinationConfig(
        "modality",
        DestinationConfig.Kind.DIMSE,
        URI.create("dicom://127.0.0.1:" + port),
        new AeTitles("EDGE", REQUESTER),
        false,
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        1,
        Duration.ofMillis(20),
        Duration.ofMillis(200));
  }

  private static byte[] request(TransferSyntax syntax) {
    WritableDataSet request =
        WritableDataSet.ascii().uid(CommitmentRequest.TRANSACTION_UID, REQUEST.transaction());
    for (Reference object : REQUEST.references()) {
      request.item(
          Tag.REFERENCED_SOP_SEQUENCE,
          item ->
              item.uid(CommitmentRequest.REFERENCED_SOP_CLASS, object.sopClass())
                  .uid(CommitmentRequest.REFERENCED_SOP_INSTANCE, object.sopInstance()));
    }
    return request.bytes(syntax);
  }

  private static DataSet read(byte[] bytes, TransferSyntax syntax)
      throws DicomException, IOException {
    return DicomDataSets.read(
        new ByteArrayInputStream(bytes),
        syntax.uid(),
        DicomLimits.ofPixels(1),
        Set.of(
            CommitmentRequest.TRANSACTION_UID,
            Tag.REFERENCED_SOP_SEQUENCE,
            Tag.FAILED_SOP_SEQUENCE));
  }

  private static List<String> instances(DataSet from, int sequence) {
    return from.items(sequence).stream()
        .map(item -> item.text(CommitmentRequest.REFERENCED_SOP_INSTANCE))
        .toList();
  }
}
