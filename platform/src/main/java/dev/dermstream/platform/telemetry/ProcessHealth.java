package dev.dermstream.platform.telemetry;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The health of one process: that of its roles, and of the threads of the JVM. A process without a
 * role is one that starts: live, not ready. Thread-safe.
 */
public final class ProcessHealth {
  private final Map<String, RoleHealth> roles = new ConcurrentSkipListMap<>();
  private volatile boolean started;

  /** Makes readiness a metric too, {@code dermstream_ready} by role. */
  public ProcessHealth(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("dermstream_ready")
        .help("1 while the role would serve a new request, else 0.")
        .labelNames("role")
        .callback(
            gauge -> roles.forEach((role, health) -> gauge.call(health.isReady() ? 1 : 0, role)))
        .register(registry);
  }

  /** A role that has begun to listen. */
  public void add(String role, RoleHealth health) {
    roles.put(role, health);
  }

  /** From now on the process is ready when all its roles are. */
  public void started() {
    started = true;
  }

  /** Why the process should be replaced; empty while it lives. */
  Optional<String> wedged() {
    List<String> reasons = new ArrayList<>();
    roles.forEach((role, health) -> {
      if (!health.isLive()) {
        reasons.add(role + " is wedged");
      }
    });
    if (ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null) {
      reasons.add("threads are deadlocked");
    }
    return joined(reasons);
  }

  /** Why the process should get no requests now; empty while it should. */
  Optional<String> unready() {
    if (!started) {
      return Optional.of("starting");
    }
    List<String> reasons = new ArrayList<>();
    roles.forEach((role, health) -> {
      if (!health.isReady()) {
        reasons.add(role + " is not ready");
      }
    });
    return joined(reasons);
  }

  private static Optional<String> joined(List<String> reasons) {
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }
}
