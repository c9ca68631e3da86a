package dev.dermstream.batch.report;

import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What answered: releases, profiles, engines, models, each with the number of its reports. */
final class Sources {
  private static final int MOST = 32;
  private static final int MOST_NOTICES = 8;

  private final NamedCounts releases = new NamedCounts(MOST);
  private final NamedCounts profiles = new NamedCounts(MOST);
  private final NamedCounts adapters = new NamedCounts(MOST);
  private final NamedCounts engines = new NamedCounts(MOST);
  private final NamedCounts models = new NamedCounts(MOST);
  private final NamedCounts preprocessing = new NamedCounts(MOST);
  private final NamedCounts thresholds = new NamedCounts(MOST);
  private final TreeSet<String> notices = new TreeSet<>();

  void add(Report report) {
    Provenance provenance = report.getProvenance();
    releases.add(provenance.getReleaseId());
    profiles.add(provenance.getProfile());
    adapters.add(provenance.getAdapter());
    engines.add(provenance.getEngine());
    models.add(provenance.getModelSha256());
    preprocessing.add(provenance.getPreprocessingSha256());
    thresholds.add(calibration(report));
    if (!report.getNotice().isEmpty() && notices.size() < MOST_NOTICES) {
      notices.add(report.getNotice());
    }
  }

  private static String calibration(Report report) {
    return report.hasCalibrated()
        ? "temperature " + Words.number(report.getCalibrated().getTemperature(), 4)
        : "";
  }

  NamedCounts releases() {
    return releases;
  }

  NamedCounts profiles() {
    return profiles;
  }

  /** What a person must be told with any of the answers. */
  SortedSet<String> notices() {
    return notices;
  }

  /** All of them by what they are, in the order of a page. */
  Map<String, NamedCounts> all() {
    Map<String, NamedCounts> all = new LinkedHashMap<>();
    all.put("Release", releases);
    all.put("Profile", profiles);
    all.put("Adapter", adapters);
    all.put("Engine", engines);
    all.put("Model", models);
    all.put("Preprocessing", preprocessing);
    all.put("Calibration", thresholds);
    return all;
  }
}
