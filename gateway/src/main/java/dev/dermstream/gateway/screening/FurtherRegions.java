package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.routing.RoutedIndexes;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.ClassifyListener;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.v1.Error;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lesions beside the main one at the indexes of the node's release, all at once. The first
 * failure is that of the whole. Lives on one event loop.
 */
final class FurtherRegions {
  private final Runnable done;
  private final Consumer<Error> failed;
  private final @Nullable ClassifyResponse[] answers;
  private final List<UpstreamCall> calls = new ArrayList<>();
  private int missing;
  private boolean over;

  private FurtherRegions(int regions, Runnable done, Consumer<Error> failed) {
    this.done = done;
    this.failed = failed;
    this.answers = new ClassifyResponse[regions];
    this.missing = regions;
  }

  /**
   * Sends every region of an answer to an index.
   *
   * @param common what all requests say
   * @param done called once all are answered; never where there are none
   */
  static FurtherRegions begin(
      RoutedIndexes indexes,
      Encoded encoded,
      ClassifyRequest common,
      CallContext context,
      Runnable done,
      Consumer<Error> failed) {
    FurtherRegions regions = new FurtherRegions(encoded.getFurtherRegionsCount(), done, failed);
    for (int i = 0; i < encoded.getFurtherRegionsCount() && !regions.over; i++) {
      regions.calls.add(
          indexes.classify(
              encoded.getProvenance().getReleaseId(),
              common.toBuilder()
                  .addAllEmbedding(encoded.getFurtherRegions(i).getEmbeddingList())
                  .build(),
              context,
              regions.listener(i)));
    }
    return regions;
  }

  private ClassifyListener listener(int region) {
    return new ClassifyListener() {
      @Override
      public void classified(ClassifyResponse response) {
        if (!over) {
          answers[region] = response;
          missing--;
          if (isDone()) {
            done.run();
          }
        }
      }

      @Override
      public void failed(Error error) {
        if (!over) {
          cancel();
          failed.accept(error);
        }
      }
    };
  }

  boolean isDone() {
    return missing == 0;
  }

  /** In the order of the regions; only once all are there. */
  List<ClassifyResponse> answers() {
    return Arrays.stream(answers).map(Objects::requireNonNull).toList();
  }

  void cancel() {
    over = true;
    calls.forEach(UpstreamCall::cancel);
  }
}
