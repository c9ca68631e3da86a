package dev.dermstream.command;

import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reports for a person at a terminal: one line of scores and one of words for each file. */
final class Table {
  private static final int MOST_FILE_COLUMNS = 50;
  private static final int LABEL_COLUMNS = 27;
  private static final int SIMILAR_SHOWN = 3;

  private final PrintStream out;
  private final boolean korean;
  private final int fileColumns;

  /** A table whose first column is as wide as the longest of the files, up to a limit. */
  Table(PrintStream out, Language language, List<Path> files) {
    this.out = out;
    this.fileColumns =
        files.stream()
            .mapToInt(file -> Math.min(file.toString().length() + 2, MOST_FILE_COLUMNS))
            .max()
            .orElse(MOST_FILE_COLUMNS);
    this.korean = language == Language.LANGUAGE_KOREAN;
  }

  /**
   * @param ranks whether labels of the request are ranked
   */
  void printHeader(boolean ranks) {
    out.println(
        column("FILE", fileColumns)
            + column("LABEL", LABEL_COLUMNS)
            + (ranks ? "LIKELY  OTHERS" : " SCORE  MODEL    SIMILAR"));
  }

  void print(ScreenedFile screened) {
    String file = column(shortened(screened.file().toString()), fileColumns);
    switch (screened) {
      case Reported(var path, Report report) ->
          out.println(file + (report.hasLabel() ? scores(report) : withoutLabel(report)));
      case Ranked(var path, RankResponse answer) -> out.println(file + ranking(answer));
      case Failed(var path, var error) ->
          out.println(
              file + column("FAILED", LABEL_COLUMNS) + error.getCode() + ": " + error.getMessage());
    }
    if (screened instanceof Reported(var path, Report report)
        && report.hasLabel()
        && !report.getAbstention().isEmpty()) {
      out.println("  " + report.getAbstention());
    }
    if (screened instanceof Reported(var path, Report report)) {
      report
          .getRecordFieldsList()
          .forEach(field -> out.println("  " + field.getName() + ": " + field.getValue()));
      if (!report.getSummary().isEmpty()) {
        out.println("  " + report.getSummary().strip());
      }
      printRegions(report);
    }
  }

  private void printRegions(Report report) {
    if (!report.getImage().hasRegion()) {
      return;
    }
    Region main = report.getImage().getRegion();
    if (!main.getFound()) {
      out.println("  no lesion was found: the whole picture is answered");
    } else if (main.getWidth() < report.getImage().getWidth()
        || main.getHeight() < report.getImage().getHeight()) {
      out.println("  lesion " + box(main));
    }
    for (FurtherLesion lesion : report.getFurtherLesionsList()) {
      String abstained = lesion.getAbstention().isEmpty() ? "" : "ABSTAINED ";
      String said =
          lesion.hasLabel()
              ? name(lesion.getLabel()) + " " + percent(lesion.getLabel()).strip()
              : "";
      out.println("  further lesion " + box(lesion.getRegion()) + ": " + abstained + said);
    }
  }

  private static String box(Region region) {
    return "at x %d, y %d, %d x %d pixels"
        .formatted(region.getX(), region.getY(), region.getWidth(), region.getHeight());
  }

  private static String ranking(RankResponse answer) {
    RankedLabel best = answer.getRanking(0);
    String others =
        answer.getRankingList().stream()
            .skip(1)
            .map(other -> other.getLabel() + " " + percent(other.getLikelihoodPercent()).strip())
            .collect(Collectors.joining(", "));
    return column(best.getLabel(), LABEL_COLUMNS)
        + percent(best.getLikelihoodPercent())
        + "  "
        + others;
  }

  private String scores(Report report) {
    Label label = report.getLabel();
    String similar =
        report.getSimilarLabelsList().stream()
            .limit(SIMILAR_SHOWN)
            .map(other -> name(other) + " " + percent(other).strip())
            .collect(Collectors.joining(", "));
    String abstained = report.getAbstention().isEmpty() ? "" : "ABSTAINED ";
    return column(abstained + name(label), LABEL_COLUMNS)
        + percent(label)
        + "  "
        + column(agreement(report.getAgreement()), 9)
        + similar;
  }

  private static String withoutLabel(Report report) {
    if (!report.getAbstention().isEmpty()) {
      return column("ABSTAINED", LABEL_COLUMNS) + report.getAbstention();
    }
    return column("REJECTED", LABEL_COLUMNS)
        + report.getRejection().getCode()
        + ": "
        + report.getRejection().getMessage();
  }

  private static String agreement(Agreement agreement) {
    return switch (agreement) {
      case AGREEMENT_AGREE -> "agrees";
      case AGREEMENT_DIFFER -> "DIFFERS";
      case AGREEMENT_NO_MODEL_LABEL, AGREEMENT_UNSPECIFIED, UNRECOGNIZED -> "no label";
    };
  }

  private String name(Label label) {
    return korean ? label.getNameKorean() : label.getNameEnglish();
  }

  private static String percent(Label label) {
    return percent(label.getScorePercent());
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%5.1f%%", percent);
  }

  private String shortened(String file) {
    return file.length() < fileColumns
        ? file
        : "..." + file.substring(file.length() - fileColumns + 4);
  }

  /** Pads to a width in terminal cells: Korean syllables and other wide characters take two. */
  static String column(String text, int cells) {
    int used =
        text.codePoints()
            .map(point ->
                Character.UnicodeScript.of(point) == Character.UnicodeScript.COMMON
                        || point < 0x1100
                    ? 1
                    : 2)
            .sum();
    return text + " ".repeat(Math.max(1, cells - used));
  }
}
