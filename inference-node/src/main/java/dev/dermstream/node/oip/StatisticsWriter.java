package dev.dermstream.node.oip;

import dev.dermstream.node.repository.ModelStatistics.Timed;
import dev.dermstream.oip.v2.InferBatchStatistics;
import dev.dermstream.oip.v2.InferStatistics;
import dev.dermstream.oip.v2.ModelStatistics;
import dev.dermstream.oip.v2.StatisticDuration;
import java.util.TreeMap;

/** A model's figures as the protocol tells them. */
final class StatisticsWriter {
  private StatisticsWriter() {}

  static ModelStatistics write(
      String name, String version, dev.dermstream.node.repository.ModelStatistics figures) {
    ModelStatistics.Builder statistics =
        ModelStatistics.newBuilder()
            .setName(name)
            .setVersion(version)
            .setLastInference(figures.lastInferenceMillis())
            .setInferenceCount(figures.inferenceCount())
            .setExecutionCount(figures.executionCount())
            .setInferenceStats(
                InferStatistics.newBuilder()
                    .setSuccess(duration(figures.success()))
                    .setFail(duration(figures.fail()))
                    .setQueue(duration(figures.queue()))
                    .setComputeInput(duration(figures.computeInput()))
                    .setComputeInfer(duration(figures.computeInfer()))
                    .setComputeOutput(duration(figures.computeOutput())));
    new TreeMap<>(figures.batches())
        .forEach((rows, batch) ->
            statistics.addBatchStats(
                InferBatchStatistics.newBuilder()
                    .setBatchSize(rows)
                    .setComputeInput(duration(batch.computeInput()))
                    .setComputeInfer(duration(batch.computeInfer()))
                    .setComputeOutput(duration(batch.computeOutput()))));
    return statistics.build();
  }

  static StatisticDuration duration(Timed timed) {
    return StatisticDuration.newBuilder().setCount(timed.count()).setNs(timed.nanos()).build();
  }
}
