package dev.dermstream.batch.report;

import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.text;

import dev.dermstream.batch.v1.Job;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** Puts the comparison of two jobs on a page. */
final class ComparisonPage {
  private static final int WAYS = 100;
  private static final int THUMBNAILS = 24;

  private final Job before;
  private final Job after;
  private final ComparisonTally tally;
  private final Page page;

  private ComparisonPage(Job before, Job after, ComparisonTally tally) {
    this.before = before;
    this.after = after;
    this.tally = tally;
    String both = JobFacts.title(before);
    String title = both.equals(JobFacts.title(after)) ? both : both + " / " + JobFacts.title(after);
    this.page = new Page(title, "Comparison of two batch screenings");
  }

  static Page of(Job before, Job after, ComparisonTally tally, ThumbnailReader thumbnails)
      throws InterruptedException {
    ComparisonPage made = new ComparisonPage(before, after, tally);
    made.top();
    made.counts();
    made.page.part("jobs", "What was compared", ComparedFacts.of(before, after, tally));
    made.ways();
    made.differences();
    made.thumbnails(thumbnails);
    made.list();
    return made.page;
  }

  private void top() {
    TreeSet<String> notices = new TreeSet<>(tally.before().sources().notices());
    notices.addAll(tally.after().sources().notices());
    page.top(JobFacts.notices(notices));
    JobFacts.unfinished(before).ifPresent(page::top);
    JobFacts.unfinished(after).ifPresent(page::top);
  }

  private void counts() {
    Table table =
        new Table("Images of both jobs").words("images").wide("").numbers("count").numbers("share");
    row(table, "same answer", tally.same());
    row(table, "another class", tally.changedLabel());
    row(table, "another outcome", tally.changedOutcome());
    page.part(
        "counts",
        "What has changed",
        table.build(),
        Page.note(
            "Shares are of the %s that both jobs have. Only the first has %s, only the second %s."
                    .formatted(
                        Words.count(tally.inBoth(), "image", "images"),
                        Words.count(tally.onlyInBefore()),
                        Words.count(tally.onlyInAfter()))
                + " Images are the same where their bytes are; files that could not be read have"
                + " none and are not compared."));
  }

  private void row(Table table, String what, long count) {
    table.row(
        text(what),
        Bars.of(count, tally.inBoth()),
        text(Words.count(count)),
        text(Words.share(count, tally.inBoth())));
  }

  private void ways() {
    List<Map.Entry<ComparisonTally.Way, Long>> changes = tally.changes();
    if (changes.isEmpty()) {
      page.part("ways", "From answer to answer", Page.note("No answer has changed."));
      return;
    }
    Table table =
        new Table("Changes by answer")
            .words("first job")
            .words("second job")
            .numbers("images")
            .numbers("share of changes");
    changes.stream()
        .limit(WAYS)
        .forEach(way ->
            table.row(
                Words.shown(way.getKey().from()),
                Words.shown(way.getKey().to()),
                Words.count(way.getValue()),
                Words.share(way.getValue(), tally.changed())));
    String cut =
        changes.size() > WAYS
            ? "The %d most frequent of %s.".formatted(WAYS, Words.count(changes.size()))
            : "All of them, the most frequent first.";
    page.part(
        "ways", "From answer to answer", Page.note(cut), table.build(), AnswerMatrix.of(tally));
  }

  private void differences() {
    Histogram differences = tally.differences();
    if (differences.count() == 0) {
      page.part("scores", "Change of score", Page.note("No image was answered alike by both."));
      return;
    }
    HistogramChart chart =
        new HistogramChart("change of score", "", 1, false, OptionalDouble.empty());
    page.part(
        "scores",
        "Change of score",
        figure(
                chart.draw(differences),
                figcaption(
                    "Score of the second job less that of the first, in percentage points, of %s"
                            .formatted(Words.count(differences.count(), "image", "images"))
                        + " that both answered with the same class; mean "
                        + Words.number(differences.mean(), 2)
                        + ". What is beyond the ends is in the outer bins."))
            .withClass("single"));
  }

  private void thumbnails(ThumbnailReader thumbnails) throws InterruptedException {
    if (tally.changed() == 0) {
      return;
    }
    List<Gallery.Entry> largest =
        tally.largest().stream()
            .limit(THUMBNAILS)
            .map(change -> new Gallery.Entry(change.later(), said(change)))
            .toList();
    page.part("images", "Largest changes", Gallery.of(largest, thumbnails));
  }

  private static List<String> said(Change change) {
    return List.of(
        "%s %s →".formatted(Words.shown(change.from()), score(change.fromScore())).strip(),
        "%s %s".formatted(Words.shown(change.to()), score(change.toScore())).strip());
  }

  private static String score(double percent) {
    return Double.isNaN(percent) ? "" : Words.percent(percent);
  }

  private void list() {
    List<Change> largest = tally.largest();
    if (largest.isEmpty()) {
      return;
    }
    Table table =
        new Table("Changed answers")
            .words("image")
            .words("first job")
            .numbers("score")
            .words("second job")
            .numbers("score");
    for (Change change : largest) {
      DomContent name = JobFacts.name(change.later().getName());
      table.row(
          name,
          text(Words.shown(change.from())),
          text(score(change.fromScore())),
          text(Words.shown(change.to())),
          text(score(change.toScore())));
    }
    String cut =
        largest.size() < tally.changed()
            ? "The %s largest of %s changes; the list as CSV has all of them."
                .formatted(Words.count(largest.size()), Words.count(tally.changed()))
            : "All %s.".formatted(Words.count(tally.changed(), "change", "changes"));
    page.part(
        "changes",
        "Changed answers",
        Page.note(
            cut
                + " The largest first: by the sum of both scores, so that two sure answers that"
                + " contradict each other come before all others."),
        table.build());
  }
}
