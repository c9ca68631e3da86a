package dev.dermstream.pacs.audit;

import dev.dermstream.audit.chain.EventRecord;
import dev.dermstream.audit.chain.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Something that happened, before it is written.
 *
 * @param word names it in the audit log
 * @param action C, R, U, D or E (A.5.2.1)
 * @param peer the other side; its name is empty where there is none
 * @param transfer what was moved
 * @param alert what a security alert says
 */
record AuditEvent(
    String word,
    Code id,
    Optional<Code> type,
    String action,
    AuditOutcome outcome,
    Instant at,
    List<Participant> participants,
    Peer peer,
    Optional<Transfer> transfer,
    Optional<String> alert) {
  static final Peer NOBODY = new Peer("", "");

  /** As a record of the audit log: numbers and digests, no UID of a study. */
  EventRecord record() {
    SortedMap<String, Integer> counts = transfer.map(Transfer::objects).orElseGet(TreeMap::new);
    List<String> digests =
        transfer
            .map(Transfer::study)
            .filter(study -> !study.isEmpty())
            .map(Sha256::of)
            .map(List::of)
            .orElse(List.of());
    return new EventRecord(at, word, outcome.word(), Printable.of(peer.name()), counts, digests);
  }
}
