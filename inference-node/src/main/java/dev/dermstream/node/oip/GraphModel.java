package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.oip.ModelDescription.Batching;
import dev.dermstream.node.repository.LoadedModel;
import dev.dermstream.node.repository.ServingProperties;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import dev.dermstream.oip.v2.ModelStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** A model of the repository: tensors in, tensors out, one answer. */
record GraphModel(LoadedModel loaded) implements ServedModel {
  @Override
  public ModelDescription description() {
    ServingProperties properties = loaded.properties();
    return new ModelDescription(
        loaded.name(),
        loaded.version(),
        loaded.platform(),
        loaded.inputs(),
        loaded.outputs(),
        Set.of(),
        batching(properties),
        properties.workers(),
        false,
        EngineProperties.of(loaded.engine()));
  }

  private Optional<Batching> batching(ServingProperties properties) {
    boolean rows =
        Stream.of(loaded.inputs(), loaded.outputs())
            .flatMap(List::stream)
            .allMatch(GraphModel::hasRows);
    return properties.batchSize() > 1 && rows
        ? Optional.of(
            new Batching(
                properties.batchSize(),
                properties.preferredBatchSizes(),
                properties.maxBatchDelay()))
        : Optional.empty();
  }

  private static boolean hasRows(TensorSpec spec) {
    return spec.rank() > 0 && spec.shape()[0] == TensorSpec.ANY;
  }

  @Override
  public ModelStatistics statistics() {
    return StatisticsWriter.write(loaded.name(), loaded.version(), loaded.statistics());
  }

  @Override
  public Runnable infer(Inference inference, AnswerListener<InferAnswer> listener) {
    CompletableFuture<Map<String, HostTensor>> answer =
        loaded.infer(inference.inputs(), Set.copyOf(inference.outputs()), inference.ticket());
    CompletableFuture<Map<String, HostTensor>> heard =
        answer.whenComplete((outputs, failure) -> {
          if (failure == null) {
            listener.last(new InferAnswer(outputs, EngineProperties.ofAnswer(loaded.engine())));
          } else {
            listener.failed(cause(failure));
          }
        });
    return () -> {
      if (!heard.isDone()) {
        answer.cancel(false);
      }
    };
  }

  private static Throwable cause(Throwable failure) {
    return switch (failure) {
      case CompletionException wrapped when wrapped.getCause() != null -> wrapped.getCause();
      case CancellationException e ->
          new ServiceException(ErrorCode.CANCELLED, "The call was cancelled.", e);
      default -> failure;
    };
  }
}
