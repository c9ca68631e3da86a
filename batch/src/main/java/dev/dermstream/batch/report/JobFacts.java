package dev.dermstream.batch.report;

import static j2html.TagCreator.bdi;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;
import static j2html.TagCreator.wbr;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.JobState;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.DlTag;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a job is: names, times, and what answered. */
final class JobFacts {
  private static final String NOTICE = "Not for clinical use.";

  private JobFacts() {}

  static String title(Job job) {
    String title = job.getSpec().getTitle();
    return title.isBlank() ? "Job " + Words.shown(job.getJobId()) : Words.shown(title);
  }

  /** Set apart, so that what is beside it reads as it would without. */
  static DomContent name(String name) {
    return bdi(Words.shown(name));
  }

  /** A constant, that may be broken where a word of it ends. */
  static DomContent code(String code) {
    return each(List.of(Words.shown(code).split("(?<=_)", -1)), word -> each(text(word), wbr()));
  }

  /** What the reports want shown with them; never nothing. */
  static DomContent notices(Collection<String> notices) {
    DivTag all = div().withClass("notice").attr("role", "note");
    if (notices.isEmpty()) {
      return all.with(p(NOTICE));
    }
    notices.forEach(notice -> all.with(p(sentence(Words.shown(notice)))));
    return all;
  }

  private static String sentence(String notice) {
    int first = notice.offsetByCodePoints(0, 1);
    String begun = notice.substring(0, first).toUpperCase(Locale.ROOT);
    return begun + notice.substring(first) + (notice.endsWith(".") ? "" : ".");
  }

  /** That figures are not of the whole job, where they are not. */
  static Optional<DomContent> unfinished(Job job) {
    if (job.getState() == JobState.JOB_STATE_COMPLETED) {
      return Optional.empty();
    }
    String reason = job.getReason().isEmpty() ? "" : " (" + Words.shown(job.getReason()) + ")";
    return Optional.of(
        p("This job is %s%s: figures are of the images that have an end so far."
                .formatted(Words.state(job.getState()), reason))
            .withClass("unfinished"));
  }

  static DomContent facts(Job job, JobTally tally) {
    DlTag facts = dl();
    fact(facts, "Job", job.getJobId());
    fact(facts, "Source", job.getSpec().getSource().getLocation());
    fact(facts, "Pinned to", pinned(job));
    tally.sources().all().forEach((what, counts) -> fact(facts, what, told(what, counts)));
    fact(
        facts,
        "Submitted",
        job.getSubmittedMillis() == 0 ? "" : Words.time(job.getSubmittedMillis()));
    fact(facts, "Ended", job.getEndedMillis() == 0 ? "" : ended(job));
    fact(facts, "Files", files(job, tally));
    return facts;
  }

  private static void fact(DlTag facts, String what, String value) {
    if (!value.isBlank()) {
      facts.with(div(dt(what), dd(name(value))));
    }
  }

  private static String pinned(Job job) {
    String release = job.getReleaseId();
    return release.isEmpty() && job.getSpec().getRelease().equals("live")
        ? "no release: whichever is live answers"
        : release;
  }

  /** One is named alone, with its count where there are more. */
  static String told(String what, NamedCounts counts) {
    boolean digests = what.equals("Model") || what.equals("Preprocessing");
    StringBuilder told = new StringBuilder();
    for (NamedCounts.Named one : counts.descending()) {
      String name = one.name().isEmpty() ? "none" : one.name();
      if (one.name().isEmpty() && counts.descending().size() == 1) {
        continue;
      }
      told.append(told.isEmpty() ? "" : ", ");
      told.append(digests && name.length() > 16 ? name.substring(0, 16) + "…" : name);
      if (what.equals("Release") || counts.descending().size() > 1) {
        told.append(" (").append(Words.count(one.count(), "image", "images")).append(')');
      }
    }
    return told.toString();
  }

  private static String ended(Job job) {
    String time = Words.time(job.getEndedMillis());
    return job.getSubmittedMillis() == 0
        ? time
        : "%s, after %s"
            .formatted(
                time,
                Words.duration(Duration.ofMillis(job.getEndedMillis() - job.getSubmittedMillis())));
  }

  private static String files(Job job, JobTally tally) {
    long ended = tally.images() + tally.duplicates();
    long files = Math.max(job.getProgress().getFiles(), ended);
    String all =
        "%s: %s, %s"
            .formatted(
                Words.count(files),
                Words.count(tally.images(), "image", "different images"),
                Words.count(tally.duplicates(), "duplicate", "duplicates"));
    long waiting = files - ended;
    long unread = tally.outcome(ImageOutcome.IMAGE_OUTCOME_UNREADABLE);
    return all
        + (unread > 0 ? " (%s unreadable)".formatted(Words.count(unread)) : "")
        + (waiting > 0 ? ", %s waiting".formatted(Words.count(waiting)) : "");
  }
}
