package dev.dermstream.pacs.audit;

import java.util.Locale;

/** How something ended (PS3.15, A.5.2.1, EventOutcomeIndicator). */
public enum AuditOutcome {
  SUCCESS(0),
  /** Will be tried again, or was held off. */
  MINOR_FAILURE(4),
  /** Was given up. */
  SERIOUS_FAILURE(8),
  /** The edge itself cannot go on. */
  MAJOR_FAILURE(12);

  private final int indicator;

  AuditOutcome(int indicator) {
    this.indicator = indicator;
  }

  String indicator() {
    return Integer.toString(indicator);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
