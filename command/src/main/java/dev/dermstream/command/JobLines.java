package dev.dermstream.command;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.batch.v1.OutcomeCount;
import dev.dermstream.batch.v1.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Says in words how a job stands. */
final class JobLines {
  private static final double PERCENT = 100;
  private static final int SECONDS = 60;

  private JobLines() {}

  /** One line for a table of jobs. */
  static String row(Job job) {
    Progress progress = job.getProgress();
    return "%-36s  %-10s  %12s  %6s  %s"
        .formatted(
            job.getJobId(),
            state(job),
            number(ended(progress)) + "/" + number(progress.getFiles()),
            percent(progress),
            job.getSpec().getTitle().isEmpty()
                ? job.getSpec().getSource().getLocation()
                : job.getSpec().getTitle());
  }

  static String header() {
    return "%-36s  %-10s  %12s  %6s  %s".formatted("JOB", "STATE", "FILES", "DONE", "SOURCE");
  }

  /** One line while a job runs. */
  static String progress(Job job) {
    Progress progress = job.getProgress();
    StringBuilder line = new StringBuilder(state(job));
    line.append(' ').append(number(ended(progress)));
    if (progress.getListed()) {
      line.append(" of ").append(number(progress.getFiles())).append(" files (");
      line.append(percent(progress)).append(')');
    } else {
      line.append(" of ").append(number(progress.getFiles())).append(" files found so far");
    }
    if (progress.getFilesPerSecond() > 0) {
      line.append(String.format(Locale.ROOT, ", %.1f/s", progress.getFilesPerSecond()));
    }
    if (progress.getRemainingMillis() > 0) {
      line.append(", ").append(span(progress.getRemainingMillis())).append(" left");
    }
    for (String problem : problems(progress)) {
      line.append("; ").append(problem);
    }
    if (!job.getReason().isEmpty()) {
      line.append("; ").append(job.getReason());
    }
    return line.toString();
  }

  /** Everything about a job, a line each. */
  static List<String> details(Job job) {
    List<String> lines = new ArrayList<>();
    lines.add("job       " + job.getJobId());
    if (!job.getSpec().getTitle().isEmpty()) {
      lines.add("title     " + job.getSpec().getTitle());
    }
    lines.add("source    " + job.getSpec().getSource().getLocation());
    job.getSpec()
        .getOutputsList()
        .forEach(output -> lines.add("output    " + output.getLocation()));
    if (!job.getReleaseId().isEmpty()) {
      lines.add("release   " + job.getReleaseId());
    }
    lines.add("progress  " + progress(job));
    for (Map.Entry<String, Long> each : byOutcome(job.getProgress()).entrySet()) {
      lines.add(String.format(Locale.ROOT, "  %-11s %,d", each.getKey(), each.getValue()));
    }
    return lines;
  }

  /** Whether every file has an end that says something of its image. */
  static boolean isWhole(Progress progress) {
    return progress.getOutcomesList().stream()
        .noneMatch(each ->
            each.getOutcome() == ImageOutcome.IMAGE_OUTCOME_SET_ASIDE
                || each.getOutcome() == ImageOutcome.IMAGE_OUTCOME_UNREADABLE);
  }

  static String state(Job job) {
    return job.getState().name().substring("JOB_STATE_".length()).toLowerCase(Locale.ROOT);
  }

  private static Map<String, Long> byOutcome(Progress progress) {
    Map<String, Long> counts = new TreeMap<>();
    progress
        .getOutcomesList()
        .forEach(each -> counts.merge(name(each.getOutcome()), each.getFiles(), Long::sum));
    return counts;
  }

  /** For example "12 rejected (7 TRUNCATED_IMAGE, 5 UNSUPPORTED_MEDIA)". */
  private static List<String> problems(Progress progress) {
    Map<String, List<String>> codes = new TreeMap<>();
    Map<String, Long> counts = byOutcome(progress);
    for (OutcomeCount each : progress.getOutcomesList()) {
      if (!each.getCode().isEmpty()) {
        codes
            .computeIfAbsent(name(each.getOutcome()), _ -> new ArrayList<>())
            .add(number(each.getFiles()) + " " + each.getCode());
      }
    }
    List<String> problems = new ArrayList<>();
    codes.forEach((outcome, each) ->
        problems.add(
            "%s %s (%s)"
                .formatted(
                    number(counts.getOrDefault(outcome, 0L)), outcome, String.join(", ", each))));
    return problems;
  }

  private static String name(ImageOutcome outcome) {
    return outcome
        .name()
        .substring("IMAGE_OUTCOME_".length())
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ');
  }

  private static long ended(Progress progress) {
    return progress.getOutcomesList().stream().mapToLong(OutcomeCount::getFiles).sum();
  }

  private static String percent(Progress progress) {
    if (!progress.getListed()) {
      return "";
    }
    double share = progress.getFiles() == 0 ? 1 : (double) ended(progress) / progress.getFiles();
    // Rounded down: 100% is said of what is done.
    return String.format(Locale.ROOT, "%.1f%%", Math.floor(share * PERCENT * 10) / 10);
  }

  private static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String span(long millis) {
    Duration span = Duration.ofMillis(millis);
    if (span.toHours() > 0) {
      return "%d h %02d min".formatted(span.toHours(), span.toMinutesPart());
    }
    return span.toMinutes() > 0
        ? "%d min %02d s".formatted(span.toMinutes(), span.toSecondsPart())
        : Math.min(span.toSeconds() + 1, SECONDS) + " s";
  }
}
