package dev.dermstream.pacs.report;

import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.List;

/** What made a report: everything by which it can be traced and made again. */
final class Algorithm {
  static final String NAME = "Dermstream";

  private Algorithm() {}

  /** As {@code name=value}, without those that are not known. */
  static List<String> parameters(Report report, Details details) {
    Provenance of = report.getProvenance();
    List<String> parameters = new ArrayList<>();
    add(parameters, "profile", of.getProfile());
    add(parameters, "adapter", of.getAdapter());
    add(parameters, "model-sha256", of.getModelSha256());
    add(parameters, "preprocessing-sha256", of.getPreprocessingSha256());
    add(parameters, "pixels-sha256", details.pixelSha256());
    add(parameters, "engine", of.getEngine());
    add(parameters, "node", of.getNodeId());
    add(parameters, "receipt", String.valueOf(details.receipt()));
    add(parameters, "received", details.received().toString());
    add(parameters, "concluded", details.concluded().toString());
    return parameters;
  }

  private static void add(List<String> into, String name, String value) {
    if (!value.isBlank()) {
      into.add(name + "=" + value);
    }
  }
}
