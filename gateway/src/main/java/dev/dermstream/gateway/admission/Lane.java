package dev.dermstream.gateway.admission;

/** How urgent a request is; the constants stand in the order in which they are served. */
public enum Lane {
  STAT,
  ROUTINE,
  BATCH;

  /** An unset lane is ROUTINE, as the contract has it. */
  public static Lane of(dev.dermstream.v1.Lane lane) {
    return switch (lane) {
      case LANE_STAT -> STAT;
      case LANE_BATCH -> BATCH;
      case LANE_ROUTINE, LANE_UNSPECIFIED, UNRECOGNIZED -> ROUTINE;
    };
  }
}
