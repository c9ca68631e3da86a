package dev.dermstream.node.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.platform.image.PixelValues;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {
  private static final byte[] MODEL = {1, 2, 3};

  private final CacheMetrics metrics = new CacheMetrics(new PrometheusRegistry());

  @Test
  void findsWhatItKeptForTheSamePixels() {
    FeatureCache cache = new FeatureCache(10_000, MODEL, metrics);
    EncodedImage image = image(4);
    cache.put(cache.key(pixels(0)).orElseThrow(), image);

    assertThat(cache.find(cache.key(pixels(0)).orElseThrow())).containsSame(image);
    assertThat(cache.find(cache.key(pixels(1)).orElseThrow())).isEmpty();
  }

  @Test
  void hasAnotherKeyForEveryValueShapeAndModel() {
    FeatureKey key = FeatureKey.of(MODEL, pixels(0));

    assertThat(FeatureKey.of(MODEL, pixels(0))).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(FeatureKey.of(new byte[] {1, 2, 4}, pixels(0))).isNotEqualTo(key);
    PixelValues turned = new PixelValues(pixels(0).values(), 100, 90);
    assertThat(FeatureKey.of(MODEL, turned)).isNotEqualTo(key);
    for (int i = 0; i < pixels(0).values().length; i += 997) {
      float[] changed = pixels(0).values().clone();
      changed[i] = Math.nextUp(changed[i]);
      assertThat(FeatureKey.of(MODEL, new PixelValues(changed, 90, 100))).isNotEqualTo(key);
    }
    float[] lastChanged = pixels(0).values().clone();
    lastChanged[lastChanged.length - 1] += 1;
    assertThat(FeatureKey.of(MODEL, new PixelValues(lastChanged, 90, 100))).isNotEqualTo(key);
  }

  @Test
  void staysWithinItsBytes() {
    FeatureCache cache = new FeatureCache(20_000, MODEL, metrics);

    for (int i = 0; i < 100; i++) {
      cache.put(cache.key(pixels(i)).orElseThrow(), image(1000));
      assertThat(cache.bytes()).isBetween(1L, 20_000L);
    }
    cache.put(cache.key(pixels(0)).orElseThrow(), image(10_000));
    assertThat(cache.bytes()).isLessThanOrEqualTo(20_000);
  }

  @Test
  void modelsShareTheBytesAndNothingElse() {
    FeatureCache one = new FeatureCache(10_000, MODEL, metrics);
    FeatureCache other = one.of(new byte[] {1, 2, 4});
    FeatureKey key = one.key(pixels(0)).orElseThrow();
    FeatureKey otherKey = other.key(pixels(0)).orElseThrow();
    one.put(key, image(4));
    EncodedImage kept = image(8);
    other.put(otherKey, kept);

    assertThat(otherKey).isNotEqualTo(key);
    assertThat(one.find(key)).isPresent();
    assertThat(other.find(otherKey)).containsSame(kept);
    assertThat(other.bytes()).isEqualTo(one.bytes());

    one.clear();

    assertThat(one.find(key)).isEmpty();
    assertThat(other.find(otherKey)).containsSame(kept);
  }

  @Test
  void keepsNothingWhereItIsOff() {
    FeatureCache cache = new FeatureCache(0, MODEL, metrics);
    FeatureKey key = FeatureKey.of(MODEL, pixels(0));

    cache.put(key, image(4));

    assertThat(cache.key(pixels(0))).isEmpty();
    assertThat(cache.find(key)).isEmpty();
    assertThat(cache.bytes()).isZero();
  }

  private static PixelValues pixels(int number) {
    float[] values = new float[3 * 90 * 100];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.001f + number;
    }
    return new PixelValues(values, 90, 100);
  }

  private static EncodedImage image(int floats) {
    return new EncodedImage(new float[] {1}, new float[floats], 1, floats);
  }
}
