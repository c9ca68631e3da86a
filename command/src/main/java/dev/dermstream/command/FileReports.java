package dev.dermstream.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.gateway.report.ReportJson;
import dev.dermstream.gateway.report.ReportXml;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.Report;
import java.nio.file.Path;

/** Renders what became of a file for other programs. */
final class FileReports {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private FileReports() {}

  /** One JSON object on one line; a file without a report has disposition FAILED and an error. */
  static String json(ScreenedFile screened) {
    return switch (screened) {
      case Reported(Path file, Report report) -> ReportJson.line(report, file.toString());
      case Ranked(Path file, RankResponse answer) -> GSON.toJson(ranking(file, answer));
      case Failed(Path file, Error error) -> {
        JsonObject json = new JsonObject();
        json.addProperty("file", file.toString());
        json.addProperty("disposition", "FAILED");
        JsonObject reason = new JsonObject();
        reason.addProperty("code", error.getCode());
        reason.addProperty("message", error.getMessage());
        reason.addProperty("retryable", error.getRetryable());
        json.add("error", reason);
        yield GSON.toJson(json);
      }
    };
  }

  private static JsonObject ranking(Path file, RankResponse answer) {
    JsonObject json = new JsonObject();
    json.addProperty("file", file.toString());
    json.addProperty("disposition", "ANSWERED");
    json.addProperty("request_id", answer.getRequestId());
    JsonArray ranking = new JsonArray();
    for (RankedLabel ranked : answer.getRankingList()) {
      JsonObject each = new JsonObject();
      each.addProperty("label", ranked.getLabel());
      each.addProperty("position", ranked.getPosition());
      each.addProperty("likelihood", ranked.getLikelihoodPercent());
      each.addProperty("log_likelihood", ranked.getLogLikelihood());
      ranking.add(each);
    }
    json.add("ranking", ranking);
    json.addProperty("any_label", answer.getAnyLabelPercent());
    json.addProperty("release", answer.getProvenance().getReleaseId());
    json.addProperty("node", answer.getProvenance().getNodeId());
    json.addProperty("engine", answer.getProvenance().getEngine());
    json.addProperty("profile", answer.getProvenance().getProfile());
    json.addProperty("notice", answer.getNotice());
    return json;
  }

  /** The file as a comment, then one XML document, or only the comment where there is no report. */
  static String xml(ScreenedFile screened) {
    return switch (screened) {
      case Reported(Path file, Report report) ->
          comment(file.toString()) + System.lineSeparator() + ReportXml.render(report);
      case Ranked(Path file, RankResponse answer) -> comment(file + " has a ranking, no report");
      case Failed(Path file, Error error) ->
          comment(file + " FAILED " + error.getCode() + ": " + error.getMessage());
    };
  }

  /** Two hyphens would end the comment. */
  private static String comment(String text) {
    return "<!-- " + text.replace("--", "- -") + " -->";
  }
}
