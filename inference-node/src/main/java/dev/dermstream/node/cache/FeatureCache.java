package dev.dermstream.node.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.platform.image.PixelValues;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings and features that one model gave, by the digest of pixels and model. All models of a
 * node share its bytes; what was used least goes first. Entries are shared: nobody changes their
 * arrays. Thread-safe.
 */
public final class FeatureCache {
  /** Objects around the arrays of an entry, its key and the cache's own node. */
  private static final int ENTRY_OVERHEAD_BYTES = 256;

  private final byte[] modelDigest;
  private final @Nullable Cache<FeatureKey, EncodedImage> entries;
  private final CacheMetrics metrics;

  /**
   * @param maxBytes most bytes of all entries; 0 for a cache that keeps nothing
   * @param modelDigest of everything that turns pixels into features; another model, other keys
   */
  public FeatureCache(long maxBytes, byte[] modelDigest, CacheMetrics metrics) {
    this.modelDigest = modelDigest.clone();
    this.metrics = metrics;
    this.entries =
        maxBytes == 0
            ? null
            : Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(FeatureCache::weight)
                .executor(Runnable::run)
                .build();
    if (entries != null) {
      metrics.watch(this::bytes, entries::estimatedSize);
    }
  }

  private FeatureCache(FeatureCache sharing, byte[] modelDigest) {
    this.modelDigest = modelDigest.clone();
    this.metrics = sharing.metrics;
    this.entries = sharing.entries;
  }

  /**
   * Another model's cache in the same bytes, with the same metrics.
   *
   * @param otherModelDigest of everything that turns pixels into features
   */
  public FeatureCache of(byte[] otherModelDigest) {
    return new FeatureCache(this, otherModelDigest);
  }

  private static int weight(FeatureKey key, EncodedImage image) {
    long floats = (long) image.embedding().length + image.features().length;
    return Math.clamp(floats * Float.BYTES + ENTRY_OVERHEAD_BYTES, 1, Integer.MAX_VALUE);
  }

  /** The key of pixels, which costs a pass over them; none if the cache is off. */
  public Optional<FeatureKey> key(PixelValues pixels) {
    return entries == null ? Optional.empty() : Optional.of(FeatureKey.of(modelDigest, pixels));
  }

  /** What these pixels gave before; counted as a hit or a miss. */
  public Optional<EncodedImage> find(FeatureKey key) {
    Optional<EncodedImage> found =
        Optional.ofNullable(entries == null ? null : entries.getIfPresent(key));
    metrics.asked(found.isPresent());
    return found;
  }

  /** Keeps what pixels gave, for as long as there is room. */
  public void put(FeatureKey key, EncodedImage image) {
    if (entries != null) {
      entries.put(key, image);
    }
  }

  /** Forgets everything that this model gave. */
  public void clear() {
    if (entries != null) {
      entries.asMap().keySet().removeIf(key -> key.isOf(modelDigest));
    }
  }

  /** Bytes of all entries of all models. */
  public long bytes() {
    return entries == null
        ? 0
        : entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }
}
