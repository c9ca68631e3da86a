package dev.dermstream.gateway.routing;

/**
 * What all event loops of a gateway share to choose a server. Thread-safe.
 *
 * @param fleet who there is
 * @param budget what may be sent again
 */
public record Routing(
    RoutingConfig config, Fleet fleet, RetryBudget budget, RoutingMetrics metrics) {
  public static Routing of(RoutingConfig config, Fleet fleet, RoutingMetrics metrics) {
    return new Routing(
        config, fleet, new RetryBudget(config.retryPercent(), config.retryBurst()), metrics);
  }
}
