package dev.dermstream.audit.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the records of a store against one another and against anchors. Feed it {@link #begin} for
 * a chain, then every record of that chain by rising sequence with {@link #accept}, then the next
 * chain, and {@link #finish} after the last. Not thread-safe.
 *
 * <p>Within the store, a record that was altered, removed, added or moved shows, unless every later
 * one was written anew and the head with them. That, and an end that was cut off together with the
 * head, shows by an anchor, for all records up to it. What came after the newest anchor and was cut
 * off cleanly does not show.
 */
public final class ChainVerifier {
  private final Map<String, Map<Long, Anchor>> anchors = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<ChainHead> attestedBases = new HashSet<>();
  private final List<ChainState> bases = new ArrayList<>();
  private final List<ChainHead> verified = new ArrayList<>();
  private ChainState state = new ChainState(ChainHead.beginning(""), ChainHead.beginning(""));
  private ChainHead last = ChainHead.beginning("");
  private long records;
  private boolean open;

  /**
   * @param anchors from outside the store
   */
  public ChainVerifier(List<Anchor> anchors) {
    for (Anchor anchor : anchors) {
      this.anchors
          .computeIfAbsent(anchor.head().chain(), chain -> new HashMap<>())
          .merge(anchor.head().sequence(), anchor, this::agreeing);
    }
  }

  /** The records of this chain come next. */
  public void begin(ChainState chain) {
    endChain();
    open = true;
    state = chain;
    last = chain.base();
    bases.add(chain);
  }

  /** The chain's next record. */
  public void accept(StoredRecord row) {
    records++;
    long expected = last.sequence() + 1;
    if (row.sequence() != expected) {
      found(
          expected,
          row.sequence() == expected + 1
              ? "is missing"
              : "is missing, and so is every one up to %d".formatted(row.sequence() - 1));
    }
    String hash = Sha256.of(row.text());
    if (!hash.equals(row.hash())) {
      found(row.sequence(), "was altered: its text does not have the digest that was stored");
    }
    RecordText.parse(row.text())
        .ifPresentOrElse(
            text -> checkText(row, text, row.sequence() == expected),
            () -> found(row.sequence(), "was altered: its text is not that of a record"));
    checkAnchor(new ChainHead(row.chain(), row.sequence(), hash));
    last = new ChainHead(row.chain(), row.sequence(), row.hash());
  }

  private void checkText(StoredRecord row, RecordText text, boolean follows) {
    if (!text.chain().equals(row.chain()) || text.sequence() != row.sequence()) {
      found(
          row.sequence(),
          "was moved: its text says record %d of %s".formatted(text.sequence(), text.chain()));
    } else if (follows && !text.previous().equals(last.hash())) {
      found(row.sequence(), "does not follow on the record before it: one of the two was altered");
    }
    if (text.atMillis() != row.atMillis()) {
      found(row.sequence(), "was altered: time and text differ");
    }
    attestedBases.addAll(text.removedUpTo());
  }

  private void checkAnchor(ChainHead head) {
    Map<Long, Anchor> ofChain = anchors.get(head.chain());
    Anchor anchor = ofChain == null ? null : ofChain.remove(head.sequence());
    if (anchor != null && !anchor.head().equals(head)) {
      found(
          head.sequence(),
          "was written anew: the anchor of %s has another digest".formatted(anchor.at()));
    }
  }

  private void endChain() {
    if (!open) {
      return;
    }
    open = false;
    if (!last.equals(state.head())) {
      found(
          last.sequence() + 1,
          "the end is not as it was: the chain ends at record %d, its head says %d"
              .formatted(last.sequence(), state.head().sequence()));
    }
    verified.add(last);
    Map<Long, Anchor> left = anchors.getOrDefault(last.chain(), Map.of());
    left.values().stream()
        .filter(anchor -> anchor.head().sequence() > last.sequence())
        .forEach(anchor ->
            found(
                anchor.head().sequence(),
                "was cut off: the anchor of %s knows it".formatted(anchor.at())));
    left.values().stream()
        .filter(anchor -> anchor.head().sequence() == state.base().sequence())
        .filter(anchor -> !anchor.head().equals(state.base()))
        .forEach(anchor ->
            found(
                anchor.head().sequence(),
                "the base was written anew: the anchor of %s differs".formatted(anchor.at())));
  }

  /** All findings, after the last record. */
  public List<Finding> finish() {
    endChain();
    for (ChainState chain : bases) {
      boolean atBeginning = chain.base().equals(ChainHead.beginning(chain.base().chain()));
      if (!atBeginning && !attestedBases.contains(chain.base())) {
        findings.add(
            new Finding(
                chain.base().chain(),
                chain.base().sequence(),
                "records up to here were removed, and no record of retention tells of it"));
      }
    }
    Set<String> known = new HashSet<>();
    bases.forEach(chain -> known.add(chain.base().chain()));
    anchors.forEach((chain, left) -> {
      if (!known.contains(chain)) {
        long most = left.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        findings.add(new Finding(chain, most, "the whole chain is gone: only anchors know it"));
      }
    });
    return List.copyOf(findings);
  }

  /** How many records were seen. */
  public long records() {
    return records;
  }

  /** Where each chain ended. */
  public List<ChainHead> heads() {
    return List.copyOf(verified);
  }

  private Anchor agreeing(Anchor one, Anchor other) {
    if (!one.head().equals(other.head())) {
      findings.add(
          new Finding(
              one.head().chain(),
              one.head().sequence(),
              "the anchors of %s and %s contradict each other".formatted(one.at(), other.at())));
    }
    return one;
  }

  private void found(long sequence, String sentence) {
    findings.add(new Finding(state.base().chain(), sequence, sentence));
  }
}
