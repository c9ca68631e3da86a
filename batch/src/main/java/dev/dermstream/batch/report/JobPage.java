package dev.dermstream.batch.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.text;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.Report;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts what was counted of a job on its page. */
final class JobPage {
  private final Job job;
  private final JobTally tally;
  private final Page page;

  private JobPage(Job job, JobTally tally) {
    this.job = job;
    this.tally = tally;
    this.page = new Page(JobFacts.title(job), "Report of a batch screening");
  }

  static Page of(Job job, JobTally tally, ThumbnailReader thumbnails) throws InterruptedException {
    JobPage made = new JobPage(job, tally);
    made.top();
    made.outcomes();
    made.page.part("classes", "Answers by class", ClassCharts.table(tally));
    made.page.part("scores", "Scores", ClassCharts.histograms(tally));
    made.agreement();
    made.page.part("drift", "Distance from the training images", DriftSection.of(tally.drift()));
    made.thumbnails(thumbnails);
    made.failures();
    return made.page;
  }

  private void top() {
    page.top(JobFacts.notices(tally.sources().notices()));
    JobFacts.unfinished(job).ifPresent(page::top);
    page.top(JobFacts.facts(job, tally));
  }

  private void outcomes() {
    long images = tally.images();
    Table table =
        new Table("What became of the images")
            .words("outcome")
            .wide("")
            .numbers("images")
            .numbers("share");
    outcome(table, ImageOutcome.IMAGE_OUTCOME_ANSWERED, Map.of());
    Map<String, Long> reasons = new LinkedHashMap<>();
    for (AbstentionReason reason : AbstentionReason.values()) {
      reasons.put(Words.reason(reason), tally.reason(reason));
    }
    outcome(table, ImageOutcome.IMAGE_OUTCOME_ABSTAINED, reasons);
    for (ImageOutcome failed : Failures.OUTCOMES) {
      Map<String, Long> codes = new LinkedHashMap<>();
      tally.failures().codes(failed).forEach(code -> codes.put(code.name(), code.count()));
      outcome(table, failed, codes);
    }
    page.part(
        "outcomes",
        "What became of the images",
        table.build(),
        Page.note(
            "Shares are of %s. %s the bytes of an image that another file of the job held before,"
                    .formatted(
                        Words.count(images, "image", "different images"),
                        Words.count(tally.duplicates(), "more file has", "more files have"))
                + " and its answer. An abstention may have more than one reason."));
  }

  private void outcome(Table table, ImageOutcome outcome, Map<String, Long> parts) {
    long count = tally.outcome(outcome);
    table.row(
        text(Words.outcome(outcome)),
        Bars.of(count, tally.images()),
        text(Words.count(count)),
        text(Words.share(count, tally.images())));
    parts.forEach((part, of) -> {
      if (of > 0) {
        table.row(
            div(JobFacts.code(part)).withClass("part"),
            text(""),
            text(Words.count(of)),
            text(Words.share(of, tally.images())));
      }
    });
  }

  private void agreement() {
    long answered = tally.outcome(ImageOutcome.IMAGE_OUTCOME_ANSWERED);
    long abstained = tally.outcome(ImageOutcome.IMAGE_OUTCOME_ABSTAINED);
    Table table =
        new Table("What model and index say of the same image")
            .words("model and index")
            .wide("")
            .numbers("answered")
            .numbers("share")
            .numbers("abstained")
            .numbers("share");
    for (Map.Entry<Agreement, String> kind : AGREEMENT.entrySet()) {
      long of = tally.agreement(kind.getKey(), true);
      long without = tally.agreement(kind.getKey(), false);
      if (of + without > 0 || kind.getKey() != Agreement.AGREEMENT_UNSPECIFIED) {
        table.row(
            text(kind.getValue()),
            Bars.of(of, answered),
            text(Words.count(of)),
            text(Words.share(of, answered)),
            text(Words.count(without)),
            text(Words.share(without, abstained)));
      }
    }
    page.part("agreement", "Agreement of model and index", table.build());
  }

  private static final Map<Agreement, String> AGREEMENT = agreementWords();

  private static Map<Agreement, String> agreementWords() {
    Map<Agreement, String> words = new LinkedHashMap<>();
    words.put(Agreement.AGREEMENT_AGREE, "name the same class");
    words.put(Agreement.AGREEMENT_DIFFER, "name different classes");
    words.put(Agreement.AGREEMENT_NO_MODEL_LABEL, "the model names no class");
    words.put(Agreement.AGREEMENT_UNSPECIFIED, "not told");
    return words;
  }

  private void thumbnails(ThumbnailReader thumbnails) throws InterruptedException {
    List<DomContent> content = new ArrayList<>();
    if (tally.surest().isEmpty()) {
      content.add(Page.note("No image was answered."));
    } else {
      content.add(
          Page.note(
              "By calibrated probability, or by class confidence where there is none. An outline is"
                  + " the lesion that was found and answered."));
      content.add(h3("Most certain"));
      content.add(Gallery.of(entries(tally.surest()), thumbnails));
      content.add(h3("Least certain"));
      content.add(Gallery.of(entries(tally.leastSure()), thumbnails));
    }
    page.part("images", "Most and least certain answers", content.toArray(DomContent[]::new));
  }

  private static List<Gallery.Entry> entries(List<ImageResult> images) {
    return images.stream().map(image -> new Gallery.Entry(image, said(image))).toList();
  }

  private static List<String> said(ImageResult image) {
    Report report = image.getReport();
    List<String> lines = new ArrayList<>();
    lines.add(Words.shown(Answers.name(report.getLabel())));
    Answers.probability(report)
        .ifPresent(probability -> lines.add("probability " + Words.percent(probability)));
    lines.add("score " + Words.percent(report.getLabel().getScorePercent()));
    return lines;
  }

  private void failures() {
    long total = tally.failures().total();
    if (total == 0) {
      page.part("failures", "Failures", Page.note("No image failed."));
      return;
    }
    List<ImageResult> shown = tally.failures().shown();
    Table table =
        new Table("Images that failed")
            .words("code")
            .words("image")
            .words("outcome")
            .words("message");
    for (ImageResult failed : shown) {
      table.row(
          JobFacts.code(failed.getCode()),
          JobFacts.name(failed.getName()),
          text(Words.outcome(failed.getOutcome())),
          text(Words.shown(failed.getMessage())));
    }
    String cut =
        shown.size() < total
            ? "The first %s of %s, a part of each code; the job's outputs have all of them."
                .formatted(Words.count(shown.size()), Words.count(total, "failure", "failures"))
            : "All %s.".formatted(Words.count(total, "failure", "failures"));
    page.part("failures", "Failures", Page.note(cut), table.build());
  }
}
