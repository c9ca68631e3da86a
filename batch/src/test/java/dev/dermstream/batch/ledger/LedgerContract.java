package dev.dermstream.batch.ledger;

import static dev.dermstream.batch.ledger.Screened.NOON;
import static dev.dermstream.batch.ledger.Screened.answered;
import static dev.dermstream.batch.ledger.Screened.digest;
import static dev.dermstream.batch.ledger.Screened.duplicate;
import static dev.dermstream.batch.ledger.Screened.failed;
import static dev.dermstream.batch.ledger.Screened.file;
import static dev.dermstream.batch.ledger.Screened.files;
import static dev.dermstream.batch.ledger.Screened.job;
import static dev.dermstream.batch.ledger.Screened.results;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.batch.archive.ArchiveFault;
import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.OutcomeCount;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every database. */
abstract class LedgerContract {
  static final Instant NOW = NOON.plusSeconds(60);

  private static final ImageOutcome SET_ASIDE = ImageOutcome.IMAGE_OUTCOME_SET_ASIDE;
  private static final ImageOutcome UNREADABLE = ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
  private static final ImageOutcome REJECTED = ImageOutcome.IMAGE_OUTCOME_REJECTED;

  Ledger ledger;

  abstract LedgerConfig config();

  /** A connection beside the ledger's own. */
  abstract Connection beside() throws SQLException;

  /** Before the ledger is opened. */
  void prepare() throws SQLException {}

  @BeforeEach
  final void openLedger() throws Exception {
    prepare();
    ledger = Ledgers.open(config(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  final void closeLedger() {
    if (ledger != null) {
      ledger.close();
    }
  }

  final void screening(String id, List<ListedFile> files) throws Exception {
    ledger.create(job(id));
    long listing = ledger.beginListing(id);
    ledger.list(id, listing, files);
    ledger.endListing(id, listing);
  }

  @Test
  void keepsEverythingOverARestart() throws Exception {
    screening("job-1", files(3));
    ledger.conclude("job-1", List.of(answered(1, 7)));
    List<ImageResult> before = results(ledger, "job-1");

    ledger.close();
    openLedger();

    assertThat(ledger.job("job-1").orElseThrow().state()).isEqualTo(JobState.JOB_STATE_SCREENING);
    assertThat(results(ledger, "job-1")).isEqualTo(before).hasSize(1);
    assertThat(ledger.tally("job-1").files()).isEqualTo(3);
  }

  @Test
  void notesAJobOnce() throws Exception {
    JobRecord first = ledger.create(job("job-1"));
    ledger.explain("job-1", "waits for the gateway");

    assertThat(first).isEqualTo(job("job-1"));
    assertThat(ledger.create(job("job-1")).reason()).isEqualTo("waits for the gateway");
    assertThat(ledger.job("job-2")).isEmpty();
    assertThatThrownBy(() -> ledger.tally("job-2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("job-2");
  }

  @Test
  void tellsTheLatestJobFirst() throws Exception {
    for (String id : List.of("b", "a", "c")) {
      ledger.create(job(id));
    }
    JobRecord old = job("old");
    ledger.create(
        new JobRecord(
            "old", old.spec(), old.state(), "", "r1", NOON.minusSeconds(5), NOON.minusSeconds(1)));

    assertThat(ledger.jobs()).extracting(JobRecord::id).containsExactly("c", "a", "b", "old");
    assertThat(ledger.jobs().getLast().ended()).isEqualTo(NOON.minusSeconds(1));
  }

  @Test
  void movesAJobOnlyFromWhereItIsAndNotesItsEnd() throws Exception {
    ledger.create(job("job-1"));
    Set<JobState> screening = Set.of(JobState.JOB_STATE_SCREENING, JobState.JOB_STATE_WRITING);

    assertThat(ledger.move("job-1", screening, JobState.JOB_STATE_COMPLETED, "no")).isFalse();
    assertThat(
            ledger.move(
                "job-1", Set.of(JobState.JOB_STATE_LISTING), JobState.JOB_STATE_FAILED, "why"))
        .isTrue();
    assertThat(ledger.job("job-1").orElseThrow())
        .extracting(JobRecord::state, JobRecord::reason, JobRecord::ended)
        .containsExactly(JobState.JOB_STATE_FAILED, "why", NOW);

    ledger.move("job-1", Set.of(JobState.JOB_STATE_FAILED), JobState.JOB_STATE_SCREENING, "");
    assertThat(ledger.job("job-1").orElseThrow())
        .extracting(JobRecord::state, JobRecord::reason, JobRecord::ended)
        .containsExactly(JobState.JOB_STATE_SCREENING, "", null);
    assertThat(ledger.move("none", screening, JobState.JOB_STATE_PAUSED, "")).isFalse();
  }

  @Test
  void pinsAJobOnce() throws Exception {
    ledger.create(job("job-1"));

    assertThat(ledger.pin("job-1", "r1")).isEqualTo("r1");
    assertThat(ledger.pin("job-1", "r2")).isEqualTo("r1");
    assertThat(ledger.job("job-1").orElseThrow().release()).isEqualTo("r1");
  }

  @Test
  void listsAnewWhatWasCutOff() throws Exception {
    ledger.create(job("job-1"));
    long cutOff = ledger.beginListing("job-1");
    ledger.list("job-1", cutOff, files(12_345));
    ledger.list(
        "job-1",
        cutOff,
        List.of(new ListedFile(20_000, new Entry("x", "", -1, ArchiveFault.DENIED))));
    assertThat(ledger.tally("job-1").files()).isEqualTo(12_346);
    assertThat(ledger.tally("job-1").ended()).isEqualTo(1);

    long listing = ledger.beginListing("job-1");
    assertThat(ledger.tally("job-1")).isEqualTo(new Tally(0, false, List.of()));
    assertThat(ledger.list("job-1", listing, files(2))).isTrue();
    assertThat(ledger.list("job-1", listing, files(3))).isTrue();

    assertThat(ledger.endListing("job-1", listing)).isTrue();
    assertThat(ledger.endListing("job-1", listing)).isFalse();
    assertThat(ledger.tally("job-1")).isEqualTo(new Tally(3, true, List.of()));
  }

  /** Of a worker that was frozen, while another one took its place. */
  @Test
  void doesNotHearAnEarlierListing() throws Exception {
    ledger.create(job("job-1"));
    long frozen = ledger.beginListing("job-1");
    ledger.list("job-1", frozen, files(5));
    long present = ledger.beginListing("job-1");
    ledger.list("job-1", present, files(2));

    assertThat(ledger.list("job-1", frozen, files(9))).isFalse();
    assertThat(ledger.endListing("job-1", frozen)).isFalse();

    assertThat(ledger.tally("job-1")).isEqualTo(new Tally(2, false, List.of()));
    assertThat(ledger.endListing("job-1", present)).isTrue();
  }

  @Test
  void takesNoMoreFilesOnceTheyAreListed() throws Exception {
    screening("job-1", files(2));

    long late = ledger.beginListing("job-1");
    assertThat(ledger.list("job-1", late, files(5))).isFalse();

    assertThat(ledger.tally("job-1").files()).isEqualTo(2);
  }

  @Test
  void tellsAShardItsWaitingFilesInOrder() throws Exception {
    screening("job-1", files(100));
    screening("job-2", files(4));
    ledger.conclude("job-1", List.of(answered(7, 1), answered(10, 2)));

    assertThat(ledger.waiting("job-1", 1, 3, -1, 4))
        .containsExactly(file(1), file(4), file(13), file(16));
    assertThat(ledger.waiting("job-1", 1, 3, 94, 4)).containsExactly(file(97));
    assertThat(ledger.waiting("job-1", 0, 1, -1, 1_000)).hasSize(98);
  }

  @Test
  void givesAnImageOneEndWhoeverHoldsIt() throws Exception {
    screening("job-1", files(6));

    ledger.conclude("job-1", List.of(answered(4, 7), answered(5, 7), answered(2, 8)));
    ledger.conclude(
        "job-1", List.of(failed(1, 7, SET_ASIDE, "INTERNAL"), failed(4, 9, REJECTED, "NO_IMAGE")));

    ImageResult seven = results(ledger, "job-1").getFirst();
    assertThat(seven.getPosition()).isEqualTo(1);
    assertThat(seven.getOtherNamesList()).containsExactly("f4.jpg", "f5.jpg");
    assertThat(seven.getReport().getSummary()).isEqualTo("of image 7");
    assertThat(seven.getImageBytes()).isEqualTo(1_007);
    assertThat(results(ledger, "job-1"))
        .extracting(ImageResult::getImageSha256)
        .containsExactly(digest(7), digest(8));
    assertThat(ledger.tally("job-1").outcomes())
        .containsExactly(
            count(ImageOutcome.IMAGE_OUTCOME_ANSWERED, "", 2),
            count(ImageOutcome.IMAGE_OUTCOME_DUPLICATE, "", 2));
    assertThat(ledger.answered("job-1", List.of(digest(7), digest(9)))).containsExactly(digest(7));
  }

  @Test
  void aDuplicateOfNothingStillWaits() throws Exception {
    screening("job-1", files(2));

    ledger.conclude("job-1", List.of(duplicate(0, 5), answered(1, 5)));
    assertThat(ledger.waiting("job-1", 0, 1, -1, 10)).containsExactly(file(0));

    ledger.conclude("job-1", List.of(duplicate(0, 5)));
    assertThat(ledger.waiting("job-1", 0, 1, -1, 10)).isEmpty();
    assertThat(results(ledger, "job-1")).hasSize(1);
  }

  @Test
  void takesBackWhatFailed() throws Exception {
    Entry gone = new Entry("gone.jpg", "", -1, ArchiveFault.MISSING);
    List<ListedFile> listed = new ArrayList<>(files(5));
    listed.add(new ListedFile(5, gone));
    screening("job-1", listed);
    ledger.conclude(
        "job-1",
        List.of(
            failed(0, 1, SET_ASIDE, "INTERNAL"),
            duplicate(3, 1),
            failed(1, 0, UNREADABLE, "CHANGED"),
            answered(2, 2),
            duplicate(4, 2)));

    assertThat(ledger.reopen("job-1")).isEqualTo(4);
    assertThat(ledger.reopen("job-1")).isZero();

    assertThat(ledger.waiting("job-1", 0, 1, -1, 10))
        .containsExactly(
            file(0), file(1), file(3), new ListedFile(5, new Entry("gone.jpg", "", -1)));
    assertThat(ledger.tally("job-1").ended()).isEqualTo(2);
    assertThat(results(ledger, "job-1")).hasSize(1);
    assertThat(ledger.answered("job-1", List.of(digest(1), digest(2)))).containsExactly(digest(2));
  }

  @Test
  void theOrderOfScreeningCannotBeSeen() throws Exception {
    List<List<ImageResult>> seen = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      String id = "job-" + seed;
      screening(id, files(1_000));
      List<Conclusion> ends =
          new ArrayList<>(
              LongStream.range(0, 1_000)
                  .mapToObj(position ->
                      position % 17 == 0
                          ? failed(position, 0, UNREADABLE, "BROKEN")
                          : answered(position, position * 31 % 700))
                  .toList());
      Collections.shuffle(ends, new Random(seed));
      for (int from = 0; from < ends.size(); from += 50) {
        ledger.conclude(id, ends.subList(from, from + 50));
      }
      seen.add(results(ledger, id));
    }

    assertThat(seen.getFirst()).hasSizeGreaterThan(600);
    assertThat(seen).allMatch(results -> results.equals(seen.getFirst()));
  }

  @Test
  void keepsNamesOfAnyCharacters() throws Exception {
    List<String> names =
        List.of("발진.jpg", "حبة.jpg", "a\0b", "half \ud800 pair", "\udc00", "C:\\x\\0041", "🩺", "");
    List<ListedFile> listed = new ArrayList<>();
    for (String name : names) {
      listed.add(new ListedFile(listed.size(), new Entry(name, name + "!", 1)));
    }
    screening("job-1", listed);

    assertThat(ledger.waiting("job-1", 0, 1, -1, 10)).isEqualTo(listed);
    ledger.conclude(
        "job-1",
        List.of(
            new Conclusion(2, "", 0, UNREADABLE, "BROKEN", "nul \0 in it", null), answered(0, 1)));
    assertThat(results(ledger, "job-1"))
        .extracting(ImageResult::getName)
        .containsExactly("발진.jpg", "a\0b");
    assertThat(results(ledger, "job-1").getLast().getMessage()).isEqualTo("nul \0 in it");
  }

  @Test
  void resultsAreThoseOfOneMoment() throws Exception {
    screening("job-1", files(2_000));
    ledger.conclude(
        "job-1", LongStream.range(1_000, 2_000).mapToObj(at -> answered(at, at)).toList());
    List<ImageResult> before = results(ledger, "job-1");
    List<ImageResult> seen = new ArrayList<>();

    ledger.results(
        "job-1",
        result -> {
          seen.add(result);
          if (seen.size() == 10) {
            ledger.conclude(
                "job-1", LongStream.range(0, 1_000).mapToObj(at -> answered(at, 1_999)).toList());
          }
        });

    assertThat(seen).isEqualTo(before).hasSize(1_000);
    assertThat(results(ledger, "job-1"))
        .hasSize(1_000)
        .first()
        .satisfies(first -> assertThat(first.getOtherNamesCount()).isEqualTo(1_000));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithAModelWhateverHappens(long seed) throws Exception {
    Random random = new Random(seed);
    LedgerModel model = new LedgerModel();
    ledger.create(job("job-1"));
    long listing = ledger.beginListing("job-1");
    for (int i = 0; i < 30; i++) {
      if (random.nextInt(10) == 0) {
        listing = ledger.beginListing("job-1");
        model.forget();
      }
      List<ListedFile> files = randomFiles(random);
      ledger.list("job-1", listing, files);
      model.list(files);
    }
    assertThat(ledger.tally("job-1")).as("seed %d", seed).isEqualTo(model.tally(false));
    ledger.endListing("job-1", listing);

    List<Conclusion> last = List.of();
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(10) == 0) {
        assertThat(ledger.reopen("job-1")).as("seed %d", seed).isEqualTo(model.reopen());
      } else {
        List<Conclusion> ends = random.nextInt(4) == 0 ? last : randomEnds(random);
        ledger.conclude("job-1", ends);
        model.conclude(ends);
        last = ends;
      }
      requireSame(model, "seed %d, step %d".formatted(seed, i));
    }
  }

  private void requireSame(LedgerModel model, String when) throws Exception {
    assertThat(ledger.tally("job-1")).as(when).isEqualTo(model.tally(true));
    assertThat(ledger.waiting("job-1", 0, 1, -1, 10_000))
        .as(when)
        .extracting(ListedFile::position)
        .isEqualTo(model.waiting());
    assertThat(
            results(ledger, "job-1").stream()
                .map(result -> result.getImageSha256().isEmpty() ? starred(result) : result)
                .toList())
        .as(when)
        .isEqualTo(
            model.results().stream()
                .map(result -> result.getImageSha256().isEmpty() ? starred(result) : result)
                .toList());
  }

  /** The words on a fault that was found while listing are the ledger's own. */
  private static ImageResult starred(ImageResult result) {
    return result.toBuilder().setMessage("*").build();
  }

  private static List<ListedFile> randomFiles(Random random) {
    List<ListedFile> files = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      long position = random.nextInt(300);
      ArchiveFault fault = position % 23 == 0 ? ArchiveFault.BROKEN : null;
      files.add(new ListedFile(position, new Entry("n" + position, "", position - 1, fault)));
    }
    return files;
  }

  private static List<Conclusion> randomEnds(Random random) {
    List<Conclusion> ends = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      long position = random.nextInt(310);
      long image = random.nextInt(80);
      ends.add(
          switch (random.nextInt(6)) {
            case 0 -> failed(position, image, SET_ASIDE, random.nextBoolean() ? "A" : "B");
            case 1 -> failed(position, 0, UNREADABLE, "CHANGED");
            case 2 -> duplicate(position, image);
            case 3 -> failed(position, image, REJECTED, "NO_IMAGE");
            default -> answered(position, image);
          });
    }
    return ends;
  }

  @Test
  void tablesOfANewerProgramAreRefused() throws Exception {
    ledger.close();
    try (Connection connection = beside();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("INSERT INTO batch_schema (version) VALUES (99)");
    }

    for (boolean reading : new boolean[] {true, false}) {
      assertThatExceptionOfType(LedgerException.class)
          .isThrownBy(() -> (reading ? Ledgers.read(config()) : Ledgers.open(config())).close())
          .withMessageContaining("version 99")
          .matches(e -> !e.isRetryable());
    }
  }

  @Test
  void aReaderBesideSeesWhatIsThereAndWritesNothing() throws Exception {
    screening("job-1", files(3));
    try (Ledger reader = Ledgers.read(config())) {
      ledger.conclude("job-1", List.of(answered(0, 1)));

      assertThat(results(reader, "job-1")).isEqualTo(results(ledger, "job-1")).hasSize(1);
      assertThatExceptionOfType(LedgerException.class)
          .isThrownBy(() -> reader.conclude("job-1", List.of(answered(1, 2))));
    }
    assertThat(ledger.tally("job-1").ended()).isEqualTo(1);
  }

  static OutcomeCount count(ImageOutcome outcome, String code, long files) {
    return OutcomeCount.newBuilder().setOutcome(outcome).setCode(code).setFiles(files).build();
  }
}
