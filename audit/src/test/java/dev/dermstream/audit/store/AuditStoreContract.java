package dev.dermstream.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.Link;
import dev.dermstream.audit.chain.Records;
import dev.dermstream.audit.chain.StoredRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class AuditStoreContract {
  /** An empty store. */
  abstract StoreConfig config();

  /** Beside the program, as whoever runs the database can. */
  abstract Connection tamper(String chain) throws SQLException;

  @Test
  void aNewChainBeginsBeforeItsFirstRecord() throws Exception {
    try (AuditStore store = config().open("g")) {
      assertThat(store.head()).isEqualTo(ChainHead.beginning("g"));
    }
  }

  @Test
  void recordsAreReadAsTheyWereWritten() throws Exception {
    List<Link> links = Records.chain("g", 5);
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links.subList(0, 2));
      store.append(links.get(1).place(), links.subList(2, 5));
    }

    assertThat(read()).extracting(StoredRecord::text).isEqualTo(texts(links));
    assertThat(verify()).isEmpty();
    try (AuditStore again = config().open("g")) {
      assertThat(again.head()).isEqualTo(links.getLast().place());
    }
  }

  @Test
  void aReaderSeesAChainThatIsBeingWritten() throws Exception {
    List<Link> links = Records.chain("g", 3);
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links.subList(0, 2));
      assertThat(read()).hasSize(2);
      store.append(links.get(1).place(), links.subList(2, 3));
      assertThat(read()).hasSize(3);
    }
  }

  @Test
  void oneChainHasOneWriter() throws Exception {
    try (AuditStore first = config().open("g")) {
      assertThatExceptionOfType(AuditStoreException.class)
          .isThrownBy(() -> config().open("g"))
          .withMessageContaining("Another gateway");
      first.append(first.head(), Records.chain("g", 1));
    }
    config().open("g").close();
  }

  @Test
  void aChainIsFreeAsSoonAsItsStoreIsClosed() throws Exception {
    for (int i = 0; i < 100; i++) {
      config().open("g").close();
    }
  }

  @Test
  void chainsDoNotWaitForEachOther() throws Exception {
    try (AuditStore one = config().open("one");
        AuditStore two = config().open("two")) {
      one.append(one.head(), Records.chain("one", 2));
      two.append(two.head(), Records.chain("two", 3));
    }

    assertThat(read()).hasSize(5);
    assertThat(verify()).isEmpty();
  }

  @Test
  void whatDoesNotFollowOnTheHeadIsRefusedWhole() throws Exception {
    List<Link> links = Records.chain("g", 4);
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links.subList(0, 2));

      assertThatExceptionOfType(AuditStoreException.class)
          .isThrownBy(() -> store.append(links.get(2).place(), links.subList(3, 4)));
      assertThatExceptionOfType(AuditStoreException.class)
          .isThrownBy(() -> store.append(ChainHead.beginning("g"), links.subList(0, 1)));

      assertThat(read()).hasSize(2);
      store.append(links.get(1).place(), links.subList(2, 4));
    }
    assertThat(verify()).isEmpty();
  }

  @Test
  void whatIsOldIsRemovedAndTheChainStaysWhole() throws Exception {
    List<Link> links = Records.chain("g", 10);
    Instant cutoff = Records.NOON.plusSeconds(7);
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links);
      Optional<Link> testimony =
          store.removeBefore(cutoff, links.getLast().place(), Records.NOON.plusSeconds(20));

      assertThat(testimony).isPresent();
      assertThat(store.removeBefore(cutoff, testimony.get().place(), Records.NOON)).isEmpty();
    }

    assertThat(read()).extracting(StoredRecord::sequence).containsExactly(7L, 8L, 9L, 10L, 11L);
    assertThat(verify()).isEmpty();
  }

  @Test
  void aChainCanBeRemovedToItsLastRecordAndGoesOn() throws Exception {
    List<Link> links = Records.chain("g", 3);
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links);
      Link testimony =
          store
              .removeBefore(Records.NOON.plusSeconds(60), links.getLast().place(), Records.NOON)
              .orElseThrow();
      store.append(testimony.place(), List.of(Link.image(testimony.place(), Records.image(4))));
    }

    assertThat(read()).extracting(StoredRecord::sequence).containsExactly(4L, 5L);
    assertThat(verify()).isEmpty();
  }

  @Test
  void whoeverRemovesTheBeginningByHandIsFound() throws Exception {
    List<Link> links = Records.chain("g", 6);
    write(links);
    ChainHead base = links.get(2).place();

    tamper(
        "g",
        "DELETE FROM audit_record WHERE sequence <= 3",
        "UPDATE audit_chain SET base_sequence = 3, base_hash = '" + base.hash() + "'");

    assertThat(verify()).extracting(Finding::sequence).containsExactly(3L);
  }

  @Test
  void whoeverAltersRemovesOrMovesARecordIsFound() throws Exception {
    write(Records.chain("g", 9));
    assertThat(verify()).isEmpty();

    tamper(
        "g",
        "UPDATE audit_record SET record = REPLACE(record, '88.25', '12.25') WHERE sequence = 2",
        "DELETE FROM audit_record WHERE sequence = 4",
        "UPDATE audit_record SET sequence = 100 WHERE sequence = 6",
        "UPDATE audit_record SET sequence = 6 WHERE sequence = 7",
        "UPDATE audit_record SET sequence = 7 WHERE sequence = 100");

    assertThat(verify()).extracting(Finding::sequence).contains(2L, 4L, 6L, 7L);
  }

  private void write(List<Link> links) throws AuditStoreException {
    try (AuditStore store = config().open("g")) {
      store.append(store.head(), links);
    }
  }

  private void tamper(String chain, String... statements) throws SQLException {
    try (Connection connection = tamper(chain);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.executeUpdate(sql);
      }
    }
  }

  private List<StoredRecord> read() throws AuditStoreException {
    List<StoredRecord> records = new ArrayList<>();
    try (AuditReader reader = config().read()) {
      reader.read(chain -> {}, records::add);
    }
    return records;
  }

  private List<Finding> verify() throws AuditStoreException {
    ChainVerifier verifier = new ChainVerifier(List.of());
    try (AuditReader reader = config().read()) {
      reader.read(verifier::begin, verifier::accept);
    }
    return verifier.finish();
  }

  private static List<String> texts(List<Link> links) {
    return links.stream().map(Link::text).toList();
  }
}
