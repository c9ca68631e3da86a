package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchMetrics;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.image.ImageDecoder;

/**
 * What all models of a node share. Thread-safe.
 *
 * @param cache of which every model takes a part by its own digest
 * @param batches of all models, by their names
 * @param health what models are watched by
 */
record NodeParts(
    ImageDecoder decoder, FeatureCache cache, BatchMetrics batches, ModelHealth health) {}
