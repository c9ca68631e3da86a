package dev.dermstream.gateway.screening;

import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * Counts images that were answered, by profile: how many the profile abstained from, and why.
 * Thread-safe. One instance per registry.
 */
final class AnsweredImages {
  private static final int REASON_PREFIX = "ABSTENTION_REASON_".length();
  private static final int DISPOSITION_PREFIX = "DISPOSITION_".length();

  private final Counter images;
  private final Counter reasons;

  AnsweredImages(PrometheusRegistry registry) {
    images =
        Counter.builder()
            .name("dermstream_gateway_answers_total")
            .help("Images that were measured and described: ANSWERED, or ABSTAINED.")
            .labelNames("profile", "disposition")
            .register(registry);
    reasons =
        Counter.builder()
            .name("dermstream_gateway_abstention_reasons_total")
            .help("Why images were abstained from; an image counts under each of its reasons.")
            .labelNames("profile", "reason")
            .register(registry);
  }

  void count(Report report) {
    String profile = report.getProvenance().getProfile();
    images.labelValues(profile, word(report.getDisposition())).inc();
    for (AbstentionReason reason : report.getAbstentionReasonsList()) {
      reasons.labelValues(profile, reason.name().substring(REASON_PREFIX)).inc();
    }
  }

  private static String word(Disposition disposition) {
    return disposition.name().substring(DISPOSITION_PREFIX);
  }
}
