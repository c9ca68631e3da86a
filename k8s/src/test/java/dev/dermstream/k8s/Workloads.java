package dev.dermstream.k8s;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is looked at pod by pod. */
final class Workloads {
  /** The key of every port, by role and the port's name. */
  static final Map<String, Map<String, String>> PORTS =
      Map.of(
          "gateway",
          Map.of("grpc", "gateway", "metrics", "gateway.metrics", "members", "cluster"),
          "node",
          Map.of("grpc", "node", "metrics", "node.metrics", "members", "cluster"),
          "index",
          Map.of("grpc", "index", "metrics", "index.metrics", "members", "cluster"),
          "pacs",
          Map.of(
              "grpc", "pacs.grpc",
              "dicom", "pacs.dicom",
              "stow", "pacs.stow",
              "metrics", "pacs.metrics"),
          "batch",
          Map.of("grpc", "batch", "metrics", "batch.metrics", "members", "batch.member"),
          "trainer",
          Map.of());

  /** Of all ways to render that change what a pod names. */
  static final List<Workload> ALL =
      Stream.of(
              Chart.defaults(),
              Chart.withValues("values-gpu.yaml"),
              Chart.withValues("values-dev.yaml"),
              Chart.rendered(
                  Map.of(
                      "releases.trustedKeySecret",
                      "keys",
                      "trainer.signingKeySecret",
                      "signing",
                      "pacs.sendersSecret",
                      "hospital",
                      "batch.codesConfigMap",
                      "codes",
                      "batch.bucketsSecret",
                      "buckets")),
              Chart.rendered(Map.of("tls.issuer.name", "public", "tls.issuer.public", true)))
          .flatMap(rendered -> Workload.of(rendered).stream())
          .toList();

  private Workloads() {}

  /** Those that listen. */
  static Stream<Workload> servers() {
    return ALL.stream().filter(one -> !one.component().equals("trainer"));
  }
}
