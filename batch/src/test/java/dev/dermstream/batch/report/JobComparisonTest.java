package dev.dermstream.batch.report;

import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_ABSTAINED;
import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_ANSWERED;
import static dev.dermstream.batch.v1.ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JobComparisonTest {
  private static final Job BEFORE = MadeUpJob.job("before-1").build();
  private static final Job AFTER = MadeUpJob.job("after-01").build();
  private static final ImageBytes NO_IMAGES =
      image -> {
        throw new IOException("no archive");
      };

  @Test
  void countsAndListsWhatHasChangedInWhateverOrder() throws Exception {
    List<ImageResult> before =
        List.of(
            answered(1, "nevus.jpg", 0, 90),
            answered(2, "wart.jpg", 2, 60),
            answered(3, "faint.jpg", 1, 30),
            answered(4, "gone.jpg", 1, 30),
            unreadable(5));
    List<ImageResult> after =
        List.of(
            answered(6, "new.jpg", 1, 30),
            MadeUpJob.result(3, IMAGE_OUTCOME_ABSTAINED)
                .setName("faint.jpg")
                .setReport(MadeUpJob.report(1, 25))
                .build(),
            answered(2, "renamed, \"wart\".jpg", 4, 85),
            unreadable(5),
            answered(1, "nevus.jpg", 0, 92));

    ParsedPage page = page(before, after, 1);

    assertThat(page.rows("counts"))
        .containsExactly(
            List.of("same answer", "1", "33.3%"),
            List.of("another class", "1", "33.3%"),
            List.of("another outcome", "1", "33.3%"));
    assertThat(page.text("counts")).contains("Only the first has 1, only the second 1.");
    assertThat(page.rows("changes"))
        .containsExactly(
            List.of(
                "renamed, \"wart\".jpg",
                "Verruca Vulgaris",
                "60.0%",
                "Malignant Melanoma",
                "85.0%"),
            List.of("faint.jpg", "Seborrheic Keratosis", "30.0%", "abstained"));
    assertThat(page.rows("ways"))
        .contains(
            List.of("Verruca Vulgaris", "Malignant Melanoma", "1", "50.0%"),
            List.of("Seborrheic Keratosis", "abstained", "1", "50.0%"));
    assertThat(page.captions("scores").getFirst()).contains("of 1 image that", "mean 2.00");
    assertThat(page.rows("jobs"))
        .contains(List.of("Profile", "primary", "primary", "same"))
        .contains(List.of("Job", "before-1", "after-01", "differs"));
    assertThat(csv(before, after, 1))
        .isEqualTo(
            """
            image_sha256,name,before,before_score_percent,after,after_score_percent,changed
            %s,faint.jpg,Seborrheic Keratosis,30.0000,abstained,,outcome
            %s,"renamed, ""wart"".jpg",Verruca Vulgaris,60.0000,Malignant Melanoma,85.0000,label
            """
                .formatted(MadeUpJob.digest(3), MadeUpJob.digest(2)));
  }

  @Test
  void theSameJobTwiceHasNoChange() throws Exception {
    List<ImageResult> results = list(MadeUpJob.drawn(500, 3));

    ParsedPage page = page(results, results, 1);

    assertThat(page.rows("counts").getFirst()).containsExactly("same answer", "500", "100.0%");
    assertThat(page.text("ways")).contains("No answer has changed.");
    assertThat(csv(results, results, 1)).hasLineCount(1);
  }

  @Test
  void joinsAsAMapOfWholeDigestsWould() throws Exception {
    List<ImageResult> before = list(MadeUpJob.drawn(6000, 1)).subList(0, 5000);
    List<ImageResult> after = new ArrayList<>(list(MadeUpJob.drawn(6000, 2)).subList(1000, 6000));
    Collections.shuffle(after, new Random(4));
    Map<String, String> answers = new HashMap<>();
    before.forEach(result -> answers.put(result.getImageSha256(), Answers.of(result)));
    long same =
        after.stream()
            .filter(one -> Answers.of(one).equals(answers.get(one.getImageSha256())))
            .count();

    for (int slices : new int[] {1, 3}) {
      ComparisonTally tally = new ComparisonTally();
      new Join(results(before), results(after), slices).run(tally);

      assertThat(tally.inBoth()).isEqualTo(4000);
      assertThat(tally.same()).isEqualTo(same).isBetween(500L, 3500L);
      assertThat(tally.onlyInBefore()).isEqualTo(1000);
      assertThat(tally.onlyInAfter()).isEqualTo(1000);
      assertThat(tally.before().images()).isEqualTo(5000);
    }
  }

  @Test
  void listsAThousandOfMoreAndAllOfThemInTheCsv() throws Exception {
    List<ImageResult> before = new ArrayList<>();
    List<ImageResult> after = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      before.add(answered(i, "image " + i, 0, 10));
      after.add(answered(i, "image " + i, 1, i / 20.0));
    }

    ParsedPage page = page(before, after, 1);

    assertThat(page.rows("changes")).hasSize(1000);
    assertThat(page.rows("changes").getFirst().getFirst()).isEqualTo("image 1499");
    assertThat(page.rows("changes").getLast().getFirst()).isEqualTo("image 500");
    assertThat(page.text("changes")).contains("The 1,000 largest of 1,500 changes");
    assertThat(csv(before, after, 2)).hasLineCount(1501);
  }

  @Test
  void namesAreTextWhateverIsInThem() throws Exception {
    String hostile = "\"><script>alert(1)</script>";

    ParsedPage page =
        page(List.of(answered(1, "a", 0, 10)), List.of(answered(1, hostile, 1, 10)), 1);

    assertThat(page.rows("changes").getFirst().getFirst()).isEqualTo(hostile);
    assertThat(page.captions("images").getFirst()).startsWith(hostile);
  }

  @Test
  void jobsWithoutResultsHaveTheirPage() throws Exception {
    assertThat(page(List.of(), List.of(), 1).rows("counts").getFirst())
        .containsExactly("same answer", "0", "–");
  }

  @Test
  @Tag("nightly")
  void aMillionImagesStayBelowAHundredMegabytes() throws Exception {
    AnswerTable table = new AnswerTable();
    long before = used();
    MadeUpJob.drawn(1_000_000, 1)
        .forEach(result -> table.put(result.getImageSha256(), 1, Change.score(result)));
    long kept = used() - before;

    assertThat(table.unmet()).isEqualTo(1_000_000);
    assertThat(kept).isLessThan(100L << 20);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static ImageResult answered(long image, String name, int label, double score) {
    return MadeUpJob.result(image, IMAGE_OUTCOME_ANSWERED)
        .setName(name)
        .setReport(MadeUpJob.report(label, score))
        .build();
  }

  private static ImageResult unreadable(long image) {
    return MadeUpJob.result(image, IMAGE_OUTCOME_UNREADABLE).clearImageSha256().build();
  }

  private static List<ImageResult> list(Results results) throws IOException, InterruptedException {
    List<ImageResult> all = new ArrayList<>();
    results.forEach(all::add);
    return all;
  }

  private static Results results(List<ImageResult> all) {
    return reader -> {
      for (ImageResult result : all) {
        reader.read(result);
      }
    };
  }

  private static JobComparison compare(
      List<ImageResult> before, List<ImageResult> after, int slices) {
    return new JobComparison(BEFORE, results(before), AFTER, results(after), slices);
  }

  private static ParsedPage page(List<ImageResult> before, List<ImageResult> after, int slices)
      throws IOException, InterruptedException {
    return ParsedPage.of(out -> compare(before, after, slices).write(NO_IMAGES, out));
  }

  private static String csv(List<ImageResult> before, List<ImageResult> after, int slices)
      throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    compare(before, after, slices).writeCsv(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
