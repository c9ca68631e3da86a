package dev.dermstream.batch.engine;

import com.hazelcast.jet.pipeline.BatchSource;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactory;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.SourceBuilder;
import dev.dermstream.batch.ledger.Conclusion;
import dev.dermstream.batch.ledger.ListedFile;
import dev.dermstream.batch.screening.JobScreening;
import dev.dermstream.batch.v1.JobState;
import java.util.Objects;
import java.util.Set;

/**
 * The pipelines of a job. Screening: every worker reads its share of the files that wait in the
 * ledger, screens a bounded number at once, and notes what became of them; a queue that is full
 * holds back what is before it. Listing and writing are steps of one worker.
 *
 * <p>No pipeline keeps anything: what has its conclusion in the ledger is not read again, and what
 * is concluded twice counts once. So none needs Jet's snapshots, which would lie in memory and go
 * with the last worker.
 */
final class Pipelines {
  private Pipelines() {}

  static Pipeline of(Phase phase, String job, int inFlight) {
    return switch (phase) {
      case LISTING -> step("listing", job, (worker, record) -> Listing.run(worker, record));
      case SCREENING -> screening(job, inFlight);
      case WRITING ->
          step(
              "writing",
              job,
              (worker, record) -> {
                worker.places().write(record);
                worker
                    .ledger()
                    .move(job, Set.of(Phase.WRITING.state()), JobState.JOB_STATE_COMPLETED, "");
              });
    };
  }

  private static Pipeline screening(String job, int inFlight) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .readFrom(waiting(job))
        .setLocalParallelism(1)
        .mapUsingServiceAsync(screenings(job), inFlight, false, JobScreening::screen)
        .setLocalParallelism(1)
        .writeTo(conclusions(job));
    return pipeline;
  }

  private static BatchSource<ListedFile> waiting(String job) {
    return SourceBuilder.batch("waiting files", context -> WaitingFiles.of(context, job))
        .<ListedFile>fillBufferFn(WaitingFiles::fill)
        .distributed(1)
        .build();
  }

  private static ServiceFactory<?, JobScreening> screenings(String job) {
    return ServiceFactory.withCreateContextFn(
            context -> {
              Worker worker = Worker.at(context.hazelcastInstance());
              return worker.screenings().open(worker.job(job));
            })
        .withDestroyContextFn(screening -> Objects.requireNonNull(screening).close())
        .withCreateServiceFn((_, screening) -> screening);
  }

  private static Sink<Conclusion> conclusions(String job) {
    return SinkBuilder.sinkBuilder("ledger", context -> NotedConclusions.of(context, job))
        .<Conclusion>receiveFn(NotedConclusions::receive)
        .flushFn(noted -> Objects.requireNonNull(noted).flush())
        .preferredLocalParallelism(1)
        .build();
  }

  private static Pipeline step(String name, String job, Step.Work work) {
    Pipeline pipeline = Pipeline.create();
    pipeline
        .readFrom(
            SourceBuilder.batch(name, context -> Step.begin(context, job, work))
                .<String>fillBufferFn(Step::fill)
                .destroyFn(begun -> Objects.requireNonNull(begun).close())
                .build())
        .writeTo(Sinks.noop());
    return pipeline;
  }
}
