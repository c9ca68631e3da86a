/**
 * Holds the manifests of this folder, the Helm chart and what Kustomize makes of its base, against
 * Kubernetes' schemas, against one another, and against what the code really exposes. No cluster is
 * needed.
 */
@org.jspecify.annotations.NullMarked
package dev.dermstream.k8s;
