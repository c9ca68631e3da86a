package dev.dermstream.node.server;

import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.cache.FeatureCache;
import dev.dermstream.node.cache.FeatureKey;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.model.ServingModel;
import dev.dermstream.platform.image.PixelValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Encodes pictures in batches, or finds that it has encoded the same pixels before. */
final class EncodeStage {
  private final Batcher<PixelValues, EncodedImage> batcher;
  private final FeatureCache cache;

  EncodeStage(
      ServingModel model, BatchSettings settings, FeatureCache cache, BatchListener listener) {
    this.cache = cache;
    batcher = new Batcher<>("encode", settings, worker -> model::encode, listener);
  }

  /** A picture with its key in the cache, for which all pixels are read. */
  Picture picture(PixelValues pixels) {
    return new Picture(pixels, cache.key(pixels));
  }

  /**
   * Encodes the pictures of one request, which may share a run.
   *
   * @param tickets with the bytes of a picture's pixels
   * @return their features in their order; cancelling it takes all of them out
   */
  CompletableFuture<List<EncodedImage>> encodeAll(
      List<Picture> pictures, LongFunction<Ticket> tickets) {
    List<CompletableFuture<EncodedImage>> begun = new ArrayList<>();
    boolean all = false;
    try {
      for (Picture picture : pictures) {
        begun.add(encode(picture, tickets.apply(picture.bytes())));
      }
      all = true;
    } finally {
      if (!all) {
        begun.forEach(each -> each.cancel(false));
      }
    }
    CompletableFuture<List<EncodedImage>> encoded =
        CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
            .thenApply(nothing -> begun.stream().map(CompletableFuture::join).toList());
    CompletableFuture<List<EncodedImage>> _ =
        encoded.whenComplete((images, failure) -> begun.forEach(each -> each.cancel(false)));
    return encoded;
  }

  /** Encodes a picture when its turn comes, which is at once if it is in the cache. */
  private CompletableFuture<EncodedImage> encode(Picture picture, Ticket ticket) {
    Optional<EncodedImage> cached = picture.key().flatMap(cache::find);
    if (cached.isPresent()) {
      return CompletableFuture.completedFuture(cached.get());
    }
    CompletableFuture<EncodedImage> encoded = encodeAnew(picture.pixels(), ticket);
    return picture.key().map(known -> kept(known, encoded)).orElse(encoded);
  }

  /** A future by itself, so that who hears of an image and asks again finds it in the cache. */
  private CompletableFuture<EncodedImage> kept(
      FeatureKey key, CompletableFuture<EncodedImage> encoded) {
    CompletableFuture<EncodedImage> kept =
        encoded.thenApply(image -> {
          cache.put(key, image);
          return image;
        });
    CompletableFuture<EncodedImage> _ =
        kept.whenComplete((image, failure) -> encoded.cancel(false));
    return kept;
  }

  /** Encodes a picture in its turn, whether or not it was encoded before. */
  CompletableFuture<EncodedImage> encodeAnew(PixelValues pixels, Ticket ticket) {
    return batcher.submit(pixels, ticket);
  }

  /** Ends every picture that waits or runs with this failure, at once. */
  void failAll(Throwable failure) {
    batcher.failAll(failure);
  }

  /** Takes nothing more. */
  void close() {
    batcher.close();
  }

  /** After {@link #close}: true if every run has ended in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return batcher.awaitEnd(timeout);
  }
}
