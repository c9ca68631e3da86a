package dev.dermstream.command;

import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.chain.ChainVerifier;
import dev.dermstream.audit.chain.Finding;
import dev.dermstream.audit.chain.ImageRecord;
import dev.dermstream.audit.chain.ImageText;
import dev.dermstream.audit.chain.StoredRecord;
import dev.dermstream.audit.store.AuditReader;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One image's record out of an audit, after its whole chain was checked.
 *
 * @param row as it is stored
 * @param findings what is not as it was written, of this record's chain
 */
record CheckedRecord(StoredRecord row, ImageRecord image, List<Finding> findings) {
  private static final int MOST_NAMED = 20;

  CheckedRecord {
    findings = List.copyOf(findings);
  }

  /**
   * Reads the store once, from its beginning to its end.
   *
   * @throws IOException if not exactly one record is meant, or it is not of an image
   */
  static CheckedRecord find(StoreConfig store, List<Anchor> anchors, RecordChoice choice)
      throws IOException, AuditStoreException {
    Predicate<StoredRecord> fitting = choice.fitting();
    ChainVerifier verifier = new ChainVerifier(anchors);
    List<StoredRecord> found = new ArrayList<>();
    try (AuditReader reader = store.read()) {
      reader.read(
          verifier::begin,
          row -> {
            verifier.accept(row);
            if (found.size() <= MOST_NAMED && fitting.test(row)) {
              found.add(row);
            }
          });
    }
    List<Finding> findings = verifier.finish();
    StoredRecord row = only(found, choice, findings.size());
    List<Finding> ofChain =
        findings.stream().filter(finding -> finding.chain().equals(row.chain())).toList();
    return new CheckedRecord(
        row,
        ImageText.parse(row.text())
            .orElseThrow(() ->
                new IOException(
                    ofChain.isEmpty()
                        ? "The " + choice + " is not of an image"
                        : ofChain.getFirst().toString())),
        ofChain);
  }

  private static StoredRecord only(List<StoredRecord> found, RecordChoice choice, int findings)
      throws IOException {
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty()) {
      throw new IOException(
          "There is no %s%s"
              .formatted(
                  choice,
                  findings == 0
                      ? ""
                      : "; but the store is not as it was written, see dermstream audit verify"));
    }
    throw new IOException(
        "There is more than one %s: choose with --sequence %s%s"
            .formatted(
                choice,
                found.stream()
                    .limit(MOST_NAMED)
                    .map(row -> row.chain() + ":" + row.sequence())
                    .collect(Collectors.joining(", ")),
                found.size() > MOST_NAMED ? ", ..." : ""));
  }

  /**
   * What is wrong with this very record. An altered one shows at itself, or, if its digest was
   * altered with it, at the next.
   */
  List<Finding> ownFindings() {
    return findings.stream()
        .filter(finding ->
            finding.sequence() == row.sequence() || finding.sequence() == row.sequence() + 1)
        .toList();
  }

  /** Chain and sequence. */
  String place() {
    return row.chain() + ":" + row.sequence();
  }
}
