package dev.dermstream.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
  private static final int LENGTH = 10;

  private final List<Link> links = Records.chain("g", LENGTH);
  private final List<StoredRecord> rows = new ArrayList<>();
  private ChainHead base = ChainHead.beginning("g");
  private ChainHead head = links.getLast().place();

  @BeforeEach
  void store() {
    links.forEach(link -> rows.add(Records.row(link)));
  }

  @Test
  void anUntouchedChainHasNoFindings() {
    assertThat(verify()).isEmpty();
    assertThat(verify(anchor(4), anchor(LENGTH))).isEmpty();
  }

  @Test
  void anAlteredTextShows() {
    StoredRecord row = rows.get(3);
    rows.set(3, with(row, row.text().replace("88.25", "12.25"), row.hash()));

    assertThat(verify()).extracting(Finding::sequence).contains(4L);
  }

  @Test
  void anAlteredTextWithADigestOfItsOwnShowsAtTheNext() {
    String text = rows.get(3).text().replace("88.25", "12.25");
    rows.set(3, with(rows.get(3), text, Sha256.of(text)));

    assertThat(verify()).extracting(Finding::sequence).containsExactly(5L);
  }

  @Test
  void theLastRecordAlteredWithADigestOfItsOwnShowsByTheHead() {
    String text = rows.getLast().text().replace("88.25", "12.25");
    rows.set(LENGTH - 1, with(rows.getLast(), text, Sha256.of(text)));

    assertThat(verify()).isNotEmpty();
  }

  @Test
  void aRemovedRecordShows() {
    rows.remove(5);

    assertThat(verify())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.sequence()).isEqualTo(6);
          assertThat(finding.sentence()).isEqualTo("is missing");
        });
  }

  @Test
  void recordsThatChangedPlacesShow() {
    StoredRecord third = rows.get(2);
    StoredRecord seventh = rows.get(6);
    rows.set(2, new StoredRecord("g", 3, seventh.atMillis(), seventh.hash(), seventh.text()));
    rows.set(6, new StoredRecord("g", 7, third.atMillis(), third.hash(), third.text()));

    assertThat(verify()).extracting(Finding::sequence).contains(3L, 7L);
  }

  @Test
  void anAlteredTimeShows() {
    StoredRecord row = rows.get(1);
    rows.set(1, new StoredRecord("g", 2, row.atMillis() + 1, row.hash(), row.text()));

    assertThat(verify()).extracting(Finding::sequence).containsExactly(2L);
  }

  @Test
  void anEndThatWasCutOffShowsByTheHead() {
    rows.subList(7, LENGTH).clear();

    assertThat(verify()).extracting(Finding::sequence).containsExactly(8L);
  }

  @Test
  void anEndThatWasCutOffWithTheHeadShowsByAnAnchorAndOnlyByIt() {
    rows.subList(7, LENGTH).clear();
    head = links.get(6).place();

    assertThat(verify()).isEmpty();
    assertThat(verify(anchor(7))).isEmpty();
    assertThat(verify(anchor(8))).extracting(Finding::sequence).containsExactly(8L);
  }

  @Test
  void anEndThatWasWrittenAnewShowsByAnAnchorAndOnlyByIt() {
    ChainHead last = links.get(4).place();
    rows.subList(5, LENGTH).clear();
    for (int i = 6; i <= LENGTH; i++) {
      Link forged = Link.image(last, Records.image(i + 100));
      rows.add(Records.row(forged));
      last = forged.place();
    }
    head = last;

    assertThat(verify()).isEmpty();
    assertThat(verify(anchor(5))).isEmpty();
    assertThat(verify(anchor(6))).extracting(Finding::sequence).containsExactly(6L);
  }

  @Test
  void aChainThatIsGoneShowsByAnAnchor() {
    ChainVerifier verifier = new ChainVerifier(List.of(anchor(4)));

    assertThat(verifier.finish()).extracting(Finding::sequence).containsExactly(4L);
  }

  @Test
  void aBeginningThatWasRemovedNeedsARecordOfIt() {
    rows.subList(0, 4).clear();
    base = links.get(3).place();
    assertThat(verify()).extracting(Finding::sequence).containsExactly(4L);

    Link testimony = Link.retention(head, Records.NOON, List.of(base));
    rows.add(Records.row(testimony));
    head = testimony.place();
    assertThat(verify(anchor(2), anchor(4), anchor(5))).isEmpty();
  }

  @Test
  void anchorsThatContradictEachOtherShow() {
    Anchor forged = new Anchor(Records.NOON, new ChainHead("g", 4, "f".repeat(64)));

    assertThat(verify(anchor(4), forged)).extracting(Finding::sequence).contains(4L);
  }

  @Test
  void aTextThatIsNoRecordShowsWithoutBeingRepeated() {
    rows.set(2, with(rows.get(2), "not JSON", rows.get(2).hash()));

    assertThat(verify())
        .extracting(Finding::toString)
        .anyMatch(each -> each.contains("record 3"))
        .noneMatch(each -> each.contains("not JSON"));
  }

  @RepeatedTest(50)
  void anySingleChangedCharacterShows() {
    long seed = RandomGenerator.getDefault().nextLong();
    RandomGenerator random = new java.util.Random(seed);
    int row = random.nextInt(LENGTH);
    char[] text = rows.get(row).text().toCharArray();
    int place = random.nextInt(text.length);
    text[place] = text[place] == '7' ? '8' : '7';
    rows.set(row, with(rows.get(row), new String(text), rows.get(row).hash()));

    assertThat(verify()).as("seed %d", seed).isNotEmpty();
  }

  @RepeatedTest(50)
  void anyOtherOrderShows() {
    long seed = RandomGenerator.getDefault().nextLong();
    List<StoredRecord> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new java.util.Random(seed));
    if (!shuffled.equals(rows)) {
      rows.clear();
      for (int i = 0; i < LENGTH; i++) {
        StoredRecord each = shuffled.get(i);
        rows.add(new StoredRecord("g", i + 1, each.atMillis(), each.hash(), each.text()));
      }
      assertThat(verify()).as("seed %d", seed).isNotEmpty();
    }
  }

  private List<Finding> verify(Anchor... anchors) {
    ChainVerifier verifier = new ChainVerifier(List.of(anchors));
    verifier.begin(new ChainState(base, head));
    rows.forEach(verifier::accept);
    return verifier.finish();
  }

  private Anchor anchor(int sequence) {
    return new Anchor(Records.NOON.plusSeconds(60), links.get(sequence - 1).place());
  }

  private static StoredRecord with(StoredRecord row, String text, String hash) {
    return new StoredRecord(row.chain(), row.sequence(), row.atMillis(), hash, text);
  }
}
