package dev.dermstream.pacs.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.pacs.counterpart.MemoryReception;
import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.web.ObjectBytes.Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies as the network cuts them, and the memory that they hold. */
class StoreTransactionTest {
  private static final StowConfig CONFIG = StowTestServer.CONFIG;

  private final MemoryReception reception = new MemoryReception();
  private final ReceivingBudget budget = new ReceivingBudget(CONFIG.maxReceivingBytes());
  private final SampleObject object = SampleObject.fresh();

  /** Its preamble is the sender's to fill, here with what may be taken for a boundary. */
  private byte[] likeABoundary() {
    byte[] part10 = object.part10();
    byte[] preamble = "--cut-8\r\n--cut-\r\n\r--cut-7".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(preamble, 0, part10, 0, preamble.length);
    return part10;
  }

  @Test
  void takesTheSameBytesWhereverReadsEnd() throws Exception {
    byte[] part10 = likeABoundary();
    byte[] body = new MultipartBody().part("application/dicom", part10).end();
    for (int cut = 1; cut < body.length; cut++) {
      MemoryReception fresh = new MemoryReception();
      Answer answer = run(fresh, cut(body, cut));
      assertThat(answer.status()).as("cut at %d", cut).isEqualTo(200);
      assertThat(fresh.find(object.sopInstance()).orElseThrow().part10())
          .as("cut at %d", cut)
          .isEqualTo(part10);
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void givesItsMemoryBackWhereverABodyEnds() throws Exception {
    byte[] body = MultipartBody.of(object, SampleObject.fresh());
    for (int length = 0; length < body.length; length++) {
      Answer answer = run(reception, new ByteArrayInputStream(Arrays.copyOf(body, length)));
      assertThat(StowTestServer.stored(answer.body())).isSubsetOf(reception.sopInstances());
      assertThat(budget.held()).as("after %d bytes", length).isZero();
    }
  }

  @Test
  void asksForAllOfItAgainWhereThereIsNoMemory() throws Exception {
    budget.take(CONFIG.maxReceivingBytes() - object.part10().length);

    Answer answer = run(reception, new ByteArrayInputStream(MultipartBody.of(object)));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.fields()).containsEntry("Retry-After", "7");
    assertThat(reception.arrivals()).isZero();
  }

  @Test
  void keepsAnObjectInPiecesUntilItIsWhole() {
    byte[] bytes = new byte[1_000_000];
    new Random(5).nextBytes(bytes);
    ReceivingBudget roomy = new ReceivingBudget(3_000_000);
    try (ObjectBytes object = new ObjectBytes(roomy, bytes.length)) {
      object.write(bytes[0]);
      object.write(bytes, 1, 299_999);
      object.write(bytes, 300_000, 700_000);
      assertThat(object.take()).isEqualTo(bytes);
      assertThat(object.room()).isEqualTo(Room.ENOUGH);
      assertThat(roomy.held()).isEqualTo(bytes.length);
    }
    assertThat(roomy.held()).isZero();
  }

  @Test
  void holdsNothingOfAnObjectThatIsTooLong() {
    ReceivingBudget roomy = new ReceivingBudget(3_000_000);
    try (ObjectBytes object = new ObjectBytes(roomy, 1000)) {
      object.write(new byte[1000], 0, 1000);
      assertThat(object.room()).isEqualTo(Room.ENOUGH);
      object.write(0);
      assertThat(object.room()).isEqualTo(Room.TOO_LONG);
      assertThat(roomy.held()).isZero();
      assertThat(object.take()).isEmpty();
    }
  }

  private Answer run(MemoryReception into, InputStream body) {
    return new StoreTransaction(
            CONFIG,
            into,
            MemoryReception::identify,
            budget,
            new Origin(Door.STOW, "anonymous"),
            new StowRequest(Optional.empty(), MultipartBody.BOUNDARY, ReportForm.JSON))
        .run(new PacedInput(body, CONFIG.maxRequestBytes(), 0, Long.MAX_VALUE));
  }

  /** A stream of which no read goes over the cut. */
  private static InputStream cut(byte[] body, int at) throws IOException {
    return new SequenceInputStream(
        new ByteArrayInputStream(body, 0, at),
        new ByteArrayInputStream(body, at, body.length - at));
  }
}
