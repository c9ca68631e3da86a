package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.ProposedContext;
import dev.dermstream.dicom.association.RejectedException;
import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomDataSets;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TestFile;
import dev.dermstream.platform.cluster.FreePorts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An archive that takes our objects and then, on an association of its own, commits itself to them.
 * Left out, with the reason, where Orthanc is not installed.
 */
class OrthancTest {
  private static final Path ORTHANC = Path.of("/usr/sbin/Orthanc");
  private static final int TRANSACTION = 0x0008_1195;
  private static final int REFERENCED_CLASS = 0x0008_1150;
  private static final int REFERENCED_INSTANCE = 0x0008_1155;
  private static final String MISSING = "1.2.3.4.5";

  @TempDir private Path folder;

  @Test
  void anObjectIsStoredAndItsCommitmentComesBack() throws Exception {
    assumeTrue(Files.isExecutable(ORTHANC), "left out: no Orthanc (Debian: orthanc)");
    TestObject object = TestObject.sample("own_vlp_skin_synthetic.dcm");
    BlockingQueue<EventReport> events = new LinkedBlockingQueue<>();
    TestServer made = new TestServer();
    made.policy = new KnownTitles(Set.of("TESTER"), Set.of(TestServer.TITLE));
    made.handlers =
        DimseHandlers.NONE.withEvent((association, event) -> {
          events.add(event);
          return DimseStatus.SUCCESS;
        });
    try (AssociationServer server = made.start()) {
      // None that the system could give to a connection before it is bound.
      int port = FreePorts.take(1);
      Process orthanc = start(port, server.port());
      try (DimseClient client = open(orthanc, port, object)) {
        assertThat(client.echo()).isEqualTo(DimseStatus.SUCCESS);
        assertThat(
                client.store(
                    object.sopClass(),
                    object.sopInstance(),
                    object.transferSyntax(),
                    object.in(),
                    object.dataSet().length))
            .isEqualTo(DimseStatus.SUCCESS);
        assertThat(
                client.action(
                    TestServer.COMMITMENT, TestServer.COMMITMENT_INSTANCE, 1, asked(object)))
            .isEqualTo(DimseStatus.SUCCESS);
        client.release();

        EventReport event = events.poll(60, TimeUnit.SECONDS);
        assertThat(event).as(Files.readString(folder.resolve("log"))).isNotNull();
        assertThat(made.ends.next()).isEqualTo(AssociationEnd.RELEASED);
        assertCommitted(event, object);
      } finally {
        orthanc.destroyForcibly().onExit().join();
      }
    }
  }

  private static void assertCommitted(EventReport event, TestObject object) throws Exception {
    assertThat(event.eventType()).as("failures exist").isEqualTo(2);
    DataSet result =
        DicomDataSets.read(
            new ByteArrayInputStream(event.information().bytes()),
            event.information().transferSyntax(),
            DicomLimits.ofPixels(1),
            Set.of(TRANSACTION, Tag.REFERENCED_SOP_SEQUENCE, Tag.FAILED_SOP_SEQUENCE));
    assertThat(result.uid(TRANSACTION)).isEqualTo("1.2.3");
    assertThat(result.items(Tag.REFERENCED_SOP_SEQUENCE)).hasSize(1);
    assertThat(result.items(Tag.REFERENCED_SOP_SEQUENCE).getFirst().uid(REFERENCED_INSTANCE))
        .isEqualTo(object.sopInstance());
    assertThat(result.items(Tag.FAILED_SOP_SEQUENCE)).hasSize(1);
    assertThat(result.items(Tag.FAILED_SOP_SEQUENCE).getFirst().uid(REFERENCED_INSTANCE))
        .isEqualTo(MISSING);
  }

  /** For the object, and for one that was never sent. */
  private static byte[] asked(TestObject object) {
    byte[] meta = TestFile.of(TestServer.EXPLICIT).toByteArray();
    byte[] file =
        TestFile.of(TestServer.EXPLICIT)
            .text(TRANSACTION, "UI", "1.2.3")
            .head(Tag.REFERENCED_SOP_SEQUENCE, "SQ", TestFile.UNDEFINED)
            .item(TestFile.UNDEFINED)
            .text(REFERENCED_CLASS, "UI", object.sopClass())
            .text(REFERENCED_INSTANCE, "UI", object.sopInstance())
            .endOfItem()
            .item(TestFile.UNDEFINED)
            .text(REFERENCED_CLASS, "UI", object.sopClass())
            .text(REFERENCED_INSTANCE, "UI", MISSING)
            .endOfItem()
            .endOfSequence()
            .toByteArray();
    return Arrays.copyOfRange(file, meta.length, file.length);
  }

  private Process start(int port, int ourPort) throws IOException {
    String settings =
        """
        {
          "StorageDirectory": "%1$s/db", "IndexDirectory": "%1$s/db", "Plugins": [],
          "HttpServerEnabled": false, "DicomAet": "%4$s", "DicomCheckCalledAet": true, "DicomPort": %2$d,
          "DicomModalities": {"tester": ["TESTER", "127.0.0.1", %3$d]}
        }
        """
            .formatted(folder, port, ourPort, TestServer.TITLE);
    Path file = Files.writeString(folder.resolve("orthanc.json"), settings);
    return new ProcessBuilder(ORTHANC.toString(), file.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** It does not say when it listens. */
  private static DimseClient open(Process orthanc, int port, TestObject object) {
    List<ProposedContext> contexts =
        List.of(
            new ProposedContext(1, DimseClient.VERIFICATION, List.of(TestServer.EXPLICIT)),
            new ProposedContext(3, object.sopClass(), List.of(object.transferSyntax())),
            new ProposedContext(5, TestServer.COMMITMENT, List.of(TestServer.EXPLICIT)));
    return await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              assertThat(orthanc.isAlive()).isTrue();
              try {
                return DimseClient.open(
                    TestServer.call(port, contexts), DimseHandlers.NONE, DimseLimits.usual());
              } catch (RejectedException e) {
                throw e;
              } catch (IOException e) {
                return null;
              }
            },
            client -> client != null);
  }
}
