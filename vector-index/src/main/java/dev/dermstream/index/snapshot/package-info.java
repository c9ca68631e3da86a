/**
 * The index snapshot of one profile: a {@link dev.dermstream.index.snapshot.TrainingSet} enters, an
 * immutable folder leaves; opened as a {@link dev.dermstream.index.snapshot.ClusterIndex} it
 * answers queries.
 *
 * <p>{@link dev.dermstream.index.snapshot.IndexTool} does the same from files for the command line.
 *
 * <pre>
 * hnsw/                 Lucene: every training vector with identifier and class
 * clusters.safetensors  dbscan_labels [n], core [n], centroids [k,d], cluster_class [k], cluster_size [k]
 * index.json            format, dimension, count, eps, min_samples, class_count, cluster_count, noise_count, clusters_sha256
 * calibration.json      what held-out images taught of its confidences; only where it was fitted
 * </pre>
 */
@NullMarked
package dev.dermstream.index.snapshot;

import org.jspecify.annotations.NullMarked;
