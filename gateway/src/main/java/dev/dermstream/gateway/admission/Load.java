package dev.dermstream.gateway.admission;

import java.util.List;

/**
 * What is admitted at a moment.
 *
 * @param limit requests that all lanes together may have in flight
 * @param lanes most urgent first
 */
public record Load(int limit, List<LaneLoad> lanes) {
  public Load {
    lanes = List.copyOf(lanes);
  }
}
