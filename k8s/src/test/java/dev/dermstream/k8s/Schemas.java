package dev.dermstream.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.Issuer;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PriorityClass;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.Map;

/** What the API server would refuse: unknown fields, missing ones, values of another type. */
final class Schemas {
  private interface Check {
    void of(JsonElement tree) throws IOException;
  }

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(new NothingElse())
          .build();

  private static final Map<String, Check> KINDS =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", both(V1ConfigMap::validateJsonElement, V1ConfigMap::fromJson)),
          Map.entry("v1/Namespace", both(V1Namespace::validateJsonElement, V1Namespace::fromJson)),
          Map.entry(
              "v1/PersistentVolumeClaim",
              both(
                  V1PersistentVolumeClaim::validateJsonElement, V1PersistentVolumeClaim::fromJson)),
          Map.entry("v1/Service", both(V1Service::validateJsonElement, V1Service::fromJson)),
          Map.entry(
              "v1/ServiceAccount",
              both(V1ServiceAccount::validateJsonElement, V1ServiceAccount::fromJson)),
          Map.entry(
              "apps/v1/Deployment",
              both(V1Deployment::validateJsonElement, V1Deployment::fromJson)),
          Map.entry(
              "apps/v1/StatefulSet",
              both(V1StatefulSet::validateJsonElement, V1StatefulSet::fromJson)),
          Map.entry("batch/v1/CronJob", both(V1CronJob::validateJsonElement, V1CronJob::fromJson)),
          Map.entry(
              "policy/v1/PodDisruptionBudget",
              both(V1PodDisruptionBudget::validateJsonElement, V1PodDisruptionBudget::fromJson)),
          Map.entry(
              "scheduling.k8s.io/v1/PriorityClass",
              both(V1PriorityClass::validateJsonElement, V1PriorityClass::fromJson)),
          Map.entry(
              "networking.k8s.io/v1/NetworkPolicy",
              both(V1NetworkPolicy::validateJsonElement, V1NetworkPolicy::fromJson)),
          Map.entry(
              "autoscaling/v2/HorizontalPodAutoscaler",
              both(
                  V2HorizontalPodAutoscaler::validateJsonElement,
                  V2HorizontalPodAutoscaler::fromJson)),
          Map.entry("cert-manager.io/v1/Certificate", model(Certificate.class)),
          Map.entry("cert-manager.io/v1/Issuer", model(Issuer.class)),
          Map.entry("monitoring.coreos.com/v1/ServiceMonitor", model(ServiceMonitor.class)),
          Map.entry("monitoring.coreos.com/v1/PrometheusRule", model(PrometheusRule.class)),
          Map.entry("keda.sh/v1alpha1/ScaledObject", model(ScaledObject.class)));

  /** The models take what they do not know into a map, unless they are kept from it. */
  private static final class NothingElse extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private Schemas() {}

  /**
   * @throws IllegalArgumentException naming what is wrong
   */
  static void require(Manifest manifest) {
    String kind = manifest.text("apiVersion") + "/" + manifest.kind();
    Check check = KINDS.get(kind);
    if (check == null) {
      throw new IllegalArgumentException("No schema for " + kind);
    }
    try {
      check.of(manifest.tree());
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(manifest.id() + ": " + e.getMessage(), e);
    }
  }

  /** The names of the fields by one way, the types of their values by the other. */
  private static Check both(Check names, Parse types) {
    return tree -> {
      names.of(tree);
      types.of(tree.toString());
    };
  }

  private interface Parse {
    Object of(String json) throws IOException;
  }

  private static Check model(Class<?> type) {
    return tree -> {
      try {
        STRICT.readValue(tree.toString(), type);
      } catch (JsonProcessingException e) {
        throw new IOException(e.getOriginalMessage() + " at " + e.getLocation(), e);
      }
    };
  }
}
