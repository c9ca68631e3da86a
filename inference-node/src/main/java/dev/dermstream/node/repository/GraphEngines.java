package dev.dermstream.node.repository;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.engine.DangerousOperators;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.engine.EngineStack;
import dev.dermstream.node.engine.EngineStart;
import dev.dermstream.node.engine.FileDigest;
import dev.dermstream.node.engine.GraphShapes;
import dev.dermstream.node.engine.MadeUpInputs;
import dev.dermstream.node.engine.TensorGraph;
import dev.dermstream.node.health.EngineWatch;
import dev.dermstream.node.health.ModelHealth;
import dev.dermstream.node.health.OpenEngines;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.node.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the engines of one version of a graph, one in the place of another, always from the same
 * bytes. What outlives an engine is here: figures and demand. Thread-safe.
 */
final class GraphEngines implements EngineWatch.Builder<GraphEngine> {
  static final String FILE_NAME = "model.onnx";
  private static final Logger log = LoggerFactory.getLogger(GraphEngines.class);

  private final String name;
  private final ModelVersion version;
  private final ServingProperties properties;
  private final EngineConfig config;
  private final ModelHealth health;
  private final Statistics statistics;
  private final Demand demand = new Demand();
  private final OpenEngines<GraphEngine> open = new OpenEngines<>();
  private final String digest;
  private volatile @Nullable GraphEngine latest;

  /**
   * Builds nothing yet.
   *
   * @param name of the model
   * @param config how to run it
   * @param health what the engines are watched by
   * @throws IOException if the version's files cannot be read
   */
  GraphEngines(
      String name,
      ModelVersion version,
      ServingProperties properties,
      EngineConfig config,
      ModelHealth health,
      Statistics statistics)
      throws IOException {
    this.name = name;
    this.version = version;
    this.properties = properties;
    this.config = config;
    this.health = health;
    this.statistics = statistics;
    this.digest = FileDigest.ofDirectory(version.directory());
  }

  /** Who is at the model. */
  Demand demand() {
    return demand;
  }

  /** The one that was built last; whether it serves, the watch knows. */
  GraphEngine latest() {
    GraphEngine engine = latest;
    if (engine == null) {
      throw new IllegalStateException("no engine was built yet");
    }
    return engine;
  }

  /** Those that are not freed yet. */
  OpenEngines<GraphEngine> open() {
    return open;
  }

  /**
   * Opens the graph, tries it on the engines that are allowed, and warms it up.
   *
   * @throws IOException also if the files are no longer those that were there first: whoever asked
   *     for this version is not answered by another
   */
  @Override
  public GraphEngine build() throws IOException {
    Path file = version.directory().resolve(FILE_NAME);
    if (!properties.dangerousOperators()) {
      DangerousOperators.refuse(file);
    }
    GraphEngine engine =
        EngineStart.start(name + " " + version.text(), config, settled -> start(file, settled));
    boolean right = false;
    try {
      if (!FileDigest.ofDirectory(version.directory()).equals(digest)) {
        throw new IOException(version.directory() + ": the files have changed; load them again");
      }
      right = true;
      latest = open.add(engine);
      return engine;
    } finally {
      if (!right) {
        engine.retirement().begin();
      }
    }
  }

  private GraphEngine start(Path file, EngineConfig settled) throws IOException {
    List<TensorGraph> sessions = TensorGraph.load(file, settled, properties.graphShapes());
    boolean right = false;
    try {
      requireBatchAxis(file, sessions.getFirst());
      for (TensorGraph session : sessions) {
        EngineStack.call(() -> warmUp(file, session));
      }
      GraphEngine engine =
          new GraphEngine(
              name + "-" + version.text(),
              properties,
              settled,
              sessions,
              runLimit(),
              health.runs().get(),
              statistics,
              demand);
      right = true;
      return engine;
    } finally {
      if (!right) {
        sessions.forEach(TensorGraph::close);
      }
    }
  }

  /** A run that can be ended is ended before it counts as hung. */
  private Duration runLimit() {
    Duration most = health.config().longestRun();
    return properties.runLimit().compareTo(most) < 0 ? properties.runLimit() : most;
  }

  private void requireBatchAxis(Path file, TensorGraph graph) throws IOException {
    List<String> fixed =
        Stream.concat(graph.inputs().stream(), graph.outputs().stream())
            .filter(spec -> spec.rank() == 0 || spec.shape()[0] != TensorSpec.ANY)
            .map(TensorSpec::name)
            .toList();
    if (properties.batchSize() > 1 && !fixed.isEmpty()) {
      throw new IOException(
          "%s: batch_size is %d, but the first axis is not open in %s"
              .formatted(file, properties.batchSize(), String.join(", ", fixed)));
    }
  }

  private Boolean warmUp(Path file, TensorGraph graph) throws IOException {
    GraphShapes shapes = properties.graphShapes();
    for (int run = 0; run < properties.warmup(); run++) {
      for (int rows : properties.batchSizes()) {
        Optional<Map<String, HostTensor>> inputs = MadeUpInputs.of(graph.inputs(), shapes, rows);
        if (inputs.isEmpty()) {
          log.info("{} is not warmed up: not every size is known; see option.shape", file);
          return false;
        }
        try {
          graph.run(inputs.get(), Set.of(), false);
          graph.run(inputs.get(), Set.of(), true);
        } catch (ServiceException e) {
          throw new IOException(
              "%s: a trial with %d rows of zeros fails: %s; option.shape names other sizes, "
                      .formatted(file, rows, e.sentence())
                  + "option.warmup=0 leaves the trial out",
              e);
        }
      }
    }
    return true;
  }
}
