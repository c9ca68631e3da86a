package dev.dermstream.batch.report;

import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_ANSWERED;
import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_REJECTED;
import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_SET_ASIDE;
import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
import static dev.dermstream.v1.AbstentionReason.ABSTENTION_REASON_EMPTY_SET;
import static dev.dermstream.v1.AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.batch.v1.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JobReportTest {
  private static final ImageBytes NO_IMAGES =
      image -> {
        throw new IOException("no archive");
      };

  @Test
  void countsWhatBecameOfTheImages() throws Exception {
    MadeUpJob job =
        new MadeUpJob()
            .answered(0, 90)
            .answered(1, 80)
            .abstained(0, ABSTENTION_REASON_LOW_CONFIDENCE, ABSTENTION_REASON_EMPTY_SET)
            .abstained(1, ABSTENTION_REASON_LOW_CONFIDENCE)
            .failed(IMAGE_OUTCOME_REJECTED, "TRUNCATED_IMAGE", "It ends early.")
            .failed(IMAGE_OUTCOME_UNREADABLE, "DENIED", "It may not be read.")
            .failed(IMAGE_OUTCOME_SET_ASIDE, "INTERNAL", "It failed 3 times.");
    job.add(
        MadeUpJob.result(7, IMAGE_OUTCOME_ANSWERED)
            .addOtherNames("copy")
            .addOtherNames("another copy")
            .setReport(MadeUpJob.report(0, 70)));

    ParsedPage page = page(job.results());

    assertThat(page.rows("outcomes"))
        .containsExactly(
            List.of("answered", "3", "37.5%"),
            List.of("abstained", "2", "25.0%"),
            List.of("empty set", "1", "12.5%"),
            List.of("low confidence", "2", "25.0%"),
            List.of("rejected", "1", "12.5%"),
            List.of("TRUNCATED_IMAGE", "1", "12.5%"),
            List.of("unreadable", "1", "12.5%"),
            List.of("DENIED", "1", "12.5%"),
            List.of("set aside", "1", "12.5%"),
            List.of("INTERNAL", "1", "12.5%"));
    assertThat(page.header()).contains("10: 8 different images, 2 duplicates (1 unreadable)");
    assertThat(page.rows("agreement"))
        .contains(
            List.of("name the same class", "3", "100.0%", "0", "0.0%"),
            List.of("name different classes", "0", "0.0%", "2", "100.0%"));
    assertThat(page.rows("failures"))
        .contains(List.of("DENIED", "folder/image-5.jpg", "unreadable", "It may not be read."));
    assertThat(page.text("failures")).contains("All 3 failures.");
  }

  @Test
  void countsAnswersByClassAndNamesTheClassesThatWereNeverAnswered() throws Exception {
    MadeUpJob job =
        new MadeUpJob()
            .answered(4, 91, 60, 0.1)
            .answered(4, 52, 40, 0.1)
            .answered(2, 100, 99, 0.1)
            .abstained(2, ABSTENTION_REASON_LOW_CONFIDENCE);

    ParsedPage page = page(job.results());

    assertThat(page.rows("classes"))
        .containsExactly(
            List.of("Malignant Melanoma", "2", "66.7%", "71.5%", "50.0%", "0"),
            List.of("Verruca Vulgaris", "1", "33.3%", "100.0%", "99.0%", "1"),
            List.of("class 0", "0", "0.0%", "–", "–", "0"),
            List.of("class 1", "0", "0.0%", "–", "–", "0"),
            List.of("class 3", "0", "0.0%", "–", "–", "0"),
            List.of("class 5", "0", "0.0%", "–", "–", "0"));
    assertThat(page.alternatives("scores"))
        .containsExactly(
            "Histogram of class confidence of the answer."
                + " 50% to 55%: 1, 90% to 95%: 1, 95% to 100%: 1",
            "Histogram of calibrated probability of the answer."
                + " 40% to 45%: 1, 60% to 65%: 1, 95% to 100%: 1",
            "Histogram of Malignant Melanoma. 50% to 55%: 1, 90% to 95%: 1",
            "Histogram of Verruca Vulgaris. 95% to 100%: 1",
            "Histogram of Malignant Melanoma. 40% to 45%: 1, 60% to 65%: 1",
            "Histogram of Verruca Vulgaris. 95% to 100%: 1");
  }

  @Test
  void tellsDriftWhereMoreImagesLieOutsideThanChanceWouldPut() throws Exception {
    ParsedPage page = page(outside(10, 100));

    assertThat(page.rows("drift"))
        .containsExactly(
            List.of("share", "10.0%"),
            List.of("95% interval", "5.5% to 17.4%"),
            List.of("expected by the calibration", "5.0%"),
            List.of("images", "10 of 100"));
    assertThat(page.text("drift")).startsWith("Distance from the training images Drift: more");
    assertThat(page.alternatives("drift"))
        .containsExactly(
            "Histogram of distance to the training images. Line at 0.300."
                + " 0.100 to 0.113: 90, 0.400 to 0.413: 10");
  }

  @Test
  void tellsNoDriftWhereTheExpectedShareLiesInTheInterval() throws Exception {
    assertThat(page(outside(8, 100)).text("drift")).contains("No drift to be seen");
    assertThat(page(outside(0, 10)).text("drift")).contains("No drift to be seen");
  }

  @Test
  void tellsWhereFewerLieOutsideThanExpected() throws Exception {
    assertThat(page(outside(1, 400)).text("drift")).contains("No drift away from");
  }

  @Test
  void showsTheSurestAndTheLeastSureInOrder() throws Exception {
    MadeUpJob job = new MadeUpJob();
    for (int i = 0; i < 40; i++) {
      int certainty = i * 7 % 40;
      job.answered(0, 50, certainty, 0.1);
    }

    List<String> captions = page(job.results()).captions("images");

    assertThat(captions).hasSize(24);
    assertThat(captions.getFirst())
        .isEqualTo("folder/image-17.jpg Melanocytic Nevus probability 39.0% score 50.0%");
    assertThat(captions.get(11)).contains("probability 28.0%");
    assertThat(captions.get(12)).contains("folder/image-0.jpg").contains("probability 0.0%");
    assertThat(captions.getLast()).contains("probability 11.0%");
  }

  @Test
  void namesFromTheArchiveAreTextWhateverIsInThem() throws Exception {
    String hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>&amp;'";
    MadeUpJob job = new MadeUpJob();
    job.add(
        MadeUpJob.result(0, IMAGE_OUTCOME_ANSWERED)
            .setName(hostile)
            .setReport(
                MadeUpJob.report(0, 50)
                    .setNotice(hostile)
                    .setLabel(MadeUpJob.label(0, 50).toBuilder().setNameEnglish(hostile))));
    job.add(
        MadeUpJob.result(1, IMAGE_OUTCOME_REJECTED)
            .setName("evil\u202Egpj.exe\u0000\n")
            .setCode("</td>" + hostile)
            .setMessage(hostile));
    Job.Builder made = MadeUpJob.job(hostile);
    made.getSpecBuilder().setTitle("</title>" + hostile).getSourceBuilder().setLocation(hostile);

    ParsedPage page = page(made.build(), job.results());

    assertThat(page.document().select("img, script")).isEmpty();
    assertThat(page.document().title()).startsWith("</title>" + hostile);
    assertThat(page.captions("images").getFirst()).startsWith(hostile + " " + hostile);
    assertThat(page.rows("failures").getFirst().get(1)).isEqualTo("evil\uFFFDgpj.exe\uFFFD\uFFFD");
  }

  @Test
  void aJobWithoutResultsHasItsPage() throws Exception {
    ParsedPage page = page(reader -> {});

    assertThat(page.header()).contains("Not for clinical use.", "0 different images");
    assertThat(page.rows("outcomes").getFirst()).containsExactly("answered", "0", "–");
    assertThat(page.text("scores")).contains("No image was answered.");
    assertThat(page.text("drift")).contains("no calibration");
  }

  @Test
  void aJobInWhichEverythingFailedListsAPartOfEachCode() throws Exception {
    MadeUpJob job = new MadeUpJob();
    for (int i = 0; i < 300; i++) {
      job.failed(IMAGE_OUTCOME_REJECTED, i < 297 ? "TRUNCATED_IMAGE" : "IMAGE_TOO_LARGE", "No.");
    }

    ParsedPage page = page(job.results());

    assertThat(page.rows("failures")).hasSize(100);
    assertThat(page.rows("failures").get(2)).contains("IMAGE_TOO_LARGE", "folder/image-299.jpg");
    assertThat(page.text("failures")).contains("300 failures");
  }

  @Test
  void aJobThatHasNotEndedSaysSo() throws Exception {
    Job job =
        MadeUpJob.job("unended-1")
            .setState(JobState.JOB_STATE_PAUSED)
            .setReason("the database is away")
            .setProgress(Progress.newBuilder().setFiles(10))
            .build();

    assertThat(page(job, new MadeUpJob().answered(0, 1).results()).header())
        .contains("is paused (the database is away)", "10: 1 image, 0 duplicates, 9 waiting");
  }

  @Test
  void theSameJobGivesTheSamePageOfABoundedSize() throws Exception {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    Job job = MadeUpJob.job("drawn-1").build();
    JobReport.write(job, MadeUpJob.drawn(20_000, 1), NO_IMAGES, first);
    JobReport.write(job, MadeUpJob.drawn(20_000, 1), NO_IMAGES, again);

    assertThat(again.toByteArray()).isEqualTo(first.toByteArray()).hasSizeLessThan(100_000);
  }

  @Test
  @Tag("nightly")
  void aMillionResultsLeaveAFewMegabytes() throws Exception {
    long before = used();
    JobTally tally = new JobTally();
    MadeUpJob.drawn(1_000_000, 1).forEach(tally);
    long kept = used() - before;

    assertThat(tally.images()).isEqualTo(1_000_000);
    assertThat(kept).isLessThan(8L << 20);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Results outside(int outside, int images) {
    MadeUpJob job = new MadeUpJob();
    for (int i = 0; i < images; i++) {
      job.answered(0, 50, 50, i < outside ? 0.4001 : 0.1001);
    }
    return job.results();
  }

  private static ParsedPage page(Results results) throws IOException, InterruptedException {
    return page(MadeUpJob.job("a1b2c3d4").build(), results);
  }

  private static ParsedPage page(Job job, Results results)
      throws IOException, InterruptedException {
    return ParsedPage.of(out -> JobReport.write(job, results, NO_IMAGES, out));
  }
}
