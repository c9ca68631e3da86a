package dev.dermstream.node.repository;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.batch.BatchFunction;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.health.EngineRuns;
import dev.dermstream.node.repository.GraphOutcome.Answer;
import dev.dermstream.node.repository.GraphOutcome.Failure;
import dev.dermstream.node.repository.GraphOutcome.RunTimes;
import dev.dermstream.node.tensor.HostTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker of a graph. Requests that fit together run together; a run that fails because of its
 * values or of its length is repeated request by request, so that a bad request spoils no other.
 */
final class GraphRunner implements BatchFunction<GraphRequest, GraphOutcome> {
  private static final Logger log = LoggerFactory.getLogger(GraphRunner.class);

  private final TensorGraph graph;
  private final int mostRows;
  private final long limitNanos;
  private final RunWatch watch;
  private final EngineRuns runs;
  private final Demand demand;
  private final Statistics statistics;

  /**
   * Runs on a graph that others may run on too.
   *
   * @param mostRows of one run
   * @param limit what one run may last
   * @param watch ends runs that last longer, or that nobody waits for any more
   * @param runs notes every run
   */
  GraphRunner(
      TensorGraph graph,
      int mostRows,
      Duration limit,
      RunWatch watch,
      EngineRuns runs,
      Demand demand,
      Statistics statistics) {
    this.graph = graph;
    this.mostRows = mostRows;
    this.limitNanos = limit.toNanos();
    this.watch = watch;
    this.runs = runs;
    this.demand = demand;
    this.statistics = statistics;
  }

  /** A request with what it feeds the graph. */
  private record Fed(GraphRequest request, Map<String, HostTensor> inputs) {}

  @Override
  public List<GraphOutcome> run(List<GraphRequest> requests) {
    @Nullable GraphOutcome[] outcomes = new GraphOutcome[requests.size()];
    @Nullable Fed[] fed = new Fed[requests.size()];
    for (int i = 0; i < fed.length; i++) {
      GraphRequest request = requests.get(i);
      try {
        fed[i] = new Fed(request, request.feed().inputs());
      } catch (ServiceException e) {
        outcomes[i] = new Failure(e);
      }
    }
    for (List<Integer> group : groups(fed)) {
      List<GraphOutcome> answered =
          runGroup(group.stream().map(i -> Objects.requireNonNull(fed[i])).toList());
      for (int i = 0; i < group.size(); i++) {
        outcomes[group.get(i)] = answered.get(i);
      }
    }
    for (Fed one : fed) {
      if (one != null) {
        one.request().feed().done();
      }
    }
    return Arrays.asList(outcomes);
  }

  /** Places of requests that run together, in order of arrival within each. */
  private List<List<Integer>> groups(@Nullable Fed[] fed) {
    Map<List<Object>, List<Integer>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < fed.length; i++) {
      Fed one = fed[i];
      if (one != null) {
        kinds.computeIfAbsent(BatchAxis.kind(one.inputs()), kind -> new ArrayList<>()).add(i);
      }
    }
    List<List<Integer>> groups = new ArrayList<>();
    kinds.values().forEach(same -> split(same, fed, groups));
    return groups;
  }

  private void split(List<Integer> same, @Nullable Fed[] fed, List<List<Integer>> groups) {
    List<Integer> group = new ArrayList<>();
    int rows = 0;
    for (int i : same) {
      int more = Objects.requireNonNull(fed[i]).request().rows();
      if (!group.isEmpty() && rows + more > mostRows) {
        groups.add(group);
        group = new ArrayList<>();
        rows = 0;
      }
      group.add(i);
      rows += more;
    }
    groups.add(group);
  }

  private List<GraphOutcome> runGroup(List<Fed> group) {
    long begunNanos = System.nanoTime();
    int rows = group.stream().mapToInt(one -> one.request().rows()).sum();
    TensorGraph.Run run;
    long joinedNanos;
    try (RunWatch.Watched watched = watch.watch(() -> isUseless(group, begunNanos))) {
      Map<String, HostTensor> joined = BatchAxis.join(group.stream().map(Fed::inputs).toList());
      joinedNanos = System.nanoTime() - begunNanos;
      run =
          runs.run(
              () -> graph.run(joined, wanted(group), demand.isOnly(group.size()), watched.stop()));
    } catch (ServiceException e) {
      return isOfOne(e) && group.size() > 1 ? oneByOne(group) : failed(group, e);
    } catch (Error e) {
      // Want of memory for one run; whether the engine is lost tells whoever watches it.
      log.error("The engine failed under {} requests", group.size(), e);
      return failed(
          group,
          new ServiceException(
              ErrorCode.ENGINE_FAILED, "The engine failed under the work; try again.", e));
    }
    if (group.size() > 1 && !BatchAxis.fits(run.outputs(), rows)) {
      // The first axis of an output is not the batch after all: nobody may get another's rows.
      return oneByOne(group);
    }
    RunTimes times =
        new RunTimes(joinedNanos + run.inputNanos(), run.inferNanos(), run.outputNanos());
    if (!group.stream().allMatch(one -> one.request().canary())) {
      statistics.ran(rows, times);
    }
    return answers(group, run, begunNanos, times);
  }

  private static List<GraphOutcome> failed(List<Fed> group, ServiceException failure) {
    return group.stream().<GraphOutcome>map(request -> new Failure(failure)).toList();
  }

  private boolean isUseless(List<Fed> group, long begunNanos) {
    return System.nanoTime() - begunNanos > limitNanos
        || group.stream().allMatch(one -> one.request().isGivenUp());
  }

  /** Whether one of several requests may alone be at fault. */
  private static boolean isOfOne(ServiceException e) {
    return e.code() == ErrorCode.INVALID_INPUT || e.code() == ErrorCode.DEADLINE;
  }

  private List<GraphOutcome> oneByOne(List<Fed> group) {
    return group.stream()
        .flatMap(one ->
            one.request().isGivenUp()
                ? Stream.of(new Failure(givenUp()))
                : runGroup(List.of(one)).stream())
        .toList();
  }

  private static ServiceException givenUp() {
    return new ServiceException(ErrorCode.CANCELLED, "Nobody waits for this answer any more.");
  }

  private static List<GraphOutcome> answers(
      List<Fed> group, TensorGraph.Run run, long begunNanos, RunTimes times) {
    List<GraphOutcome> answers = new ArrayList<>();
    int from = 0;
    for (Fed fed : group) {
      GraphRequest request = fed.request();
      Map<String, HostTensor> outputs =
          group.size() == 1 ? run.outputs() : BatchAxis.slice(run.outputs(), from, request.rows());
      from += request.rows();
      answers.add(
          new Answer(
              only(request.wanted(), outputs), begunNanos - request.submittedNanos(), times));
    }
    return answers;
  }

  /** All that any of them wants; empty, which is everything, if one wants everything. */
  private static Set<String> wanted(List<Fed> group) {
    Set<String> wanted = new HashSet<>();
    for (Fed fed : group) {
      GraphRequest request = fed.request();
      if (request.wanted().isEmpty()) {
        return Set.of();
      }
      wanted.addAll(request.wanted());
    }
    return wanted;
  }

  private static Map<String, HostTensor> only(Set<String> wanted, Map<String, HostTensor> outputs) {
    if (wanted.isEmpty()) {
      return outputs;
    }
    Map<String, HostTensor> left = new LinkedHashMap<>(outputs);
    left.keySet().retainAll(wanted);
    return left;
  }
}
