package dev.dermstream.batch.report;

import static j2html.TagCreator.div;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RegionOfInterest;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What two jobs are, and in what they are the same. */
final class ComparedFacts {
  private ComparedFacts() {}

  static DomContent of(Job before, Job after, ComparisonTally tally) {
    Table settings =
        new Table("What the jobs are").words("").words("first job").words("second job").words("");
    row(settings, "Job", before.getJobId(), after.getJobId());
    row(settings, "Source", source(before), source(after));
    Map<String, NamedCounts> second = tally.after().sources().all();
    tally
        .before()
        .sources()
        .all()
        .forEach((what, first) -> sources(settings, what, first, second.get(what)));
    row(settings, "Language", language(before), language(after));
    row(settings, "Region of interest", region(before), region(after));
    return div(settings.build(), outcomes(tally));
  }

  private static DomContent outcomes(ComparisonTally tally) {
    Table counts =
        new Table("What became of the images")
            .visible()
            .words("outcome")
            .numbers("first job")
            .numbers("second job");
    for (ImageOutcome outcome :
        List.of(
            ImageOutcome.IMAGE_OUTCOME_ANSWERED,
            ImageOutcome.IMAGE_OUTCOME_ABSTAINED,
            ImageOutcome.IMAGE_OUTCOME_REJECTED,
            ImageOutcome.IMAGE_OUTCOME_UNREADABLE,
            ImageOutcome.IMAGE_OUTCOME_SET_ASIDE)) {
      counts.row(
          Words.outcome(outcome),
          Words.count(tally.before().outcome(outcome)),
          Words.count(tally.after().outcome(outcome)));
    }
    return counts
        .row("all", Words.count(tally.before().images()), Words.count(tally.after().images()))
        .build();
  }

  private static void sources(
      Table table, String what, NamedCounts before, @Nullable NamedCounts after) {
    if (after == null) {
      return;
    }
    String first = JobFacts.told(what, before);
    String second = JobFacts.told(what, after);
    if (!first.isEmpty() || !second.isEmpty()) {
      table.row(
          what,
          Words.shown(first),
          Words.shown(second),
          same(before.names().equals(after.names())));
    }
  }

  private static void row(Table table, String what, String before, String after) {
    table.row(what, Words.shown(before), Words.shown(after), same(before.equals(after)));
  }

  private static String same(boolean same) {
    return same ? "same" : "differs";
  }

  private static String source(Job job) {
    return job.getSpec().getSource().getLocation();
  }

  private static String language(Job job) {
    Language language = job.getSpec().getLanguage();
    return language == Language.LANGUAGE_KOREAN ? "Korean" : "English";
  }

  private static String region(Job job) {
    RegionOfInterest region = job.getSpec().getRegionOfInterest();
    return region == RegionOfInterest.REGION_OF_INTEREST_UNSPECIFIED
        ? "as the profile has it"
        : region.name().replaceFirst("^REGION_OF_INTEREST_", "").toLowerCase(Locale.ROOT);
  }
}
