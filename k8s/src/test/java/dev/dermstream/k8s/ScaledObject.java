package dev.dermstream.k8s;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of KEDA's ScaledObject (keda.sh/v1alpha1, "ScaledObject specification" of its
 * documentation) that are used here; another is refused.
 */
record ScaledObject(String apiVersion, String kind, Map<String, Object> metadata, Spec spec) {
  ScaledObject {
    Objects.requireNonNull(spec, "spec");
  }

  record Spec(
      Target scaleTargetRef,
      @Nullable Integer pollingInterval,
      @Nullable Integer minReplicaCount,
      @Nullable Integer maxReplicaCount,
      @Nullable Advanced advanced,
      List<Trigger> triggers) {
    Spec {
      Objects.requireNonNull(scaleTargetRef, "scaleTargetRef");
      Objects.requireNonNull(triggers, "triggers");
    }
  }

  record Target(@Nullable String apiVersion, @Nullable String kind, String name) {
    Target {
      Objects.requireNonNull(name, "name");
    }
  }

  record Advanced(Autoscaler horizontalPodAutoscalerConfig) {}

  record Autoscaler(Map<String, Object> behavior) {}

  record Trigger(String type, @Nullable String metricType, Map<String, String> metadata) {
    Trigger {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(metadata, "metadata");
    }
  }
}
