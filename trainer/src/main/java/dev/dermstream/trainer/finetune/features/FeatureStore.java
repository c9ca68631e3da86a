package dev.dermstream.trainer.finetune.features;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.image.PixelValues;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.data.Flip;
import dev.dermstream.trainer.finetune.data.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Features of pictures from a {@link FeatureFile}, computed where it has none. Thread-safe; the
 * file is the caller's.
 */
public final class FeatureStore {
  private static final int BATCH = 16;

  private final BaseModel base;
  private final EagerModel model;
  private final PictureReader reader;
  private final FeatureFile file;
  private final ExecutorService threads;

  /**
   * A store.
   *
   * @param threads compute what is prepared, while the caller waits
   */
  public FeatureStore(
      BaseModel base, PictureReader reader, FeatureFile file, ExecutorService threads) {
    this.base = base;
    this.model = base.model();
    this.reader = reader;
    this.file = file;
    this.threads = threads;
  }

  /** A picture and its change. */
  public record Wanted(Picture picture, Flip flip) {
    FeatureKey key() {
      return new FeatureKey(picture.digest(), flip);
    }
  }

  /** A picture that cannot be read, and why. */
  public record Unreadable(Picture picture, String reason) {}

  /**
   * Computes what is not there yet, as far as there is room.
   *
   * @param done told of pictures that were looked at, from any thread
   * @return those that cannot be read
   */
  public List<Unreadable> prepare(List<Wanted> wanted, IntConsumer done) throws IOException {
    List<Wanted> missing = new ArrayList<>();
    for (Wanted each : new LinkedHashSet<>(wanted)) {
      if (!file.has(each.key())) {
        missing.add(each);
      }
    }
    done.accept(wanted.size() - missing.size());
    List<Future<List<Unreadable>>> running = new ArrayList<>();
    for (int first = 0; first < missing.size(); first += BATCH) {
      List<Wanted> batch = missing.subList(first, Math.min(missing.size(), first + BATCH));
      running.add(
          threads.submit(() -> {
            List<Unreadable> unreadable = new ArrayList<>();
            encode(batch, unreadable);
            done.accept(batch.size());
            return unreadable;
          }));
    }
    List<Unreadable> unreadable = new ArrayList<>();
    for (Future<List<Unreadable>> part : running) {
      unreadable.addAll(await(part));
    }
    return unreadable;
  }

  /** Whether more features could be kept. */
  public boolean hasRoom() {
    return file.hasRoom();
  }

  /** Features of a picture, computed if they are not there. */
  public Features of(Picture picture, Flip flip) throws IOException {
    Wanted wanted = new Wanted(picture, flip);
    Optional<Features> kept = file.get(wanted.key());
    if (kept.isPresent()) {
      return kept.get();
    }
    List<Unreadable> unreadable = new ArrayList<>();
    List<Features> encoded = encode(List.of(wanted), unreadable);
    if (encoded.isEmpty()) {
      throw new FineTuneException(
          "%s: %s".formatted(picture.file(), unreadable.getFirst().reason()));
    }
    return encoded.getFirst();
  }

  private List<Features> encode(List<Wanted> batch, List<Unreadable> unreadable)
      throws IOException {
    int side = base.config().vision().imageSize();
    int length = 3 * side * side;
    float[] pixels = new float[batch.size() * length];
    List<Wanted> readable = new ArrayList<>();
    for (Wanted wanted : batch) {
      try {
        PixelValues values = values(wanted.picture());
        wanted.flip().apply(values.values(), side, side, pixels, readable.size() * length);
        readable.add(wanted);
      } catch (IOException e) {
        unreadable.add(new Unreadable(wanted.picture(), String.valueOf(e.getMessage())));
      }
    }
    if (readable.isEmpty()) {
      return List.of();
    }
    List<Features> features =
        encode(Arrays.copyOf(pixels, readable.size() * length), readable.size(), side);
    for (int i = 0; i < features.size(); i++) {
      file.put(readable.get(i).key(), features.get(i));
    }
    return features;
  }

  private PixelValues values(Picture picture) throws IOException {
    byte[] bytes = Files.readAllBytes(picture.file());
    if (!Sha256.hex(bytes).equals(picture.digest())) {
      throw new FineTuneException("the file was changed while the run went on");
    }
    PixelValues values = base.preprocessor().apply(reader.read(bytes));
    int side = base.config().vision().imageSize();
    if (values.height() != side || values.width() != side) {
      throw new FineTuneException(
          "the base's preprocessor_config.json gives %d x %d, its encoder takes %d x %d"
              .formatted(values.width(), values.height(), side, side));
    }
    return values;
  }

  private List<Features> encode(float[] pixels, int count, int side) {
    return Autograd.withoutGradient(() -> {
      try (NDManager step = base.manager().newSubManager()) {
        NDArray states = model.visionStates(step.create(pixels, new Shape(count, 3, side, side)));
        float[] embeddings = model.imageEmbeds(states).toFloatArray();
        float[] tokens = model.imageFeatures(states).toFloatArray();
        List<Features> features = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          features.add(new Features(part(embeddings, i, count), part(tokens, i, count)));
        }
        return features;
      }
    });
  }

  private static float[] part(float[] values, int index, int count) {
    int size = values.length / count;
    return Arrays.copyOfRange(values, index * size, (index + 1) * size);
  }

  private static <T> T await(Future<T> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while pictures are encoded", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException("A picture could not be encoded", e.getCause());
    }
  }
}
