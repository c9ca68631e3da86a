package dev.dermstream.loadtest.confidence;

import com.google.protobuf.ByteString;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Sends pictures to a gateway, as many at once as there are threads, and files what comes back. */
final class EmbeddedPictures {
  /** The file bytes of a picture by its number. */
  interface Pictures {
    byte[] file(int number) throws IOException;
  }

  /** The class of a picture by its number. */
  interface Classes {
    int idCode(int number);
  }

  private final ScreeningServiceBlockingStub gateway;
  private final ExecutorService threads;

  EmbeddedPictures(ScreeningServiceBlockingStub gateway, ExecutorService threads) {
    this.gateway = gateway;
    this.threads = threads;
  }

  /**
   * Writes {@code embeddings} [count, d] and, where classes are given, {@code class_labels}
   * [count].
   */
  void write(Path file, int count, Pictures pictures, @Nullable Classes classes)
      throws IOException, InterruptedException, ExecutionException {
    List<Future<List<Float>>> pending = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int number = i;
      pending.add(threads.submit(() -> embed(pictures.file(number))));
    }
    int dimension = pending.getFirst().get().size();
    float[] values = new float[Math.multiplyExact(count, dimension)];
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      List<Float> embedding = pending.get(i).get();
      for (int k = 0; k < dimension; k++) {
        values[i * dimension + k] = embedding.get(k);
      }
      labels[i] = classes == null ? 0 : classes.idCode(i);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("embeddings", Tensor.ofFloats(values, count, dimension));
    if (classes != null) {
      tensors.put("class_labels", Tensor.ofLongs(labels, count));
    }
    Safetensors.write(file, tensors);
  }

  private List<Float> embed(byte[] picture) {
    return gateway
        .embed(EmbedRequest.newBuilder().setImage(ByteString.copyFrom(picture)).build())
        .getEmbeddingList();
  }
}
