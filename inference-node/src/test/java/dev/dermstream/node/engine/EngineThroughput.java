package dev.dermstream.node.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.node.tensor.HostTensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

/**
 * The node's engine beside a bare loop of ONNX Runtime on the same device: the same graph, provider
 * options, threads and inputs, in turns. The bare loop keeps one input tensor for each thread; the
 * engine makes one from the request's bytes for each run and copies the answer out, as it does for
 * callers.
 *
 * @param rows of one run
 * @param bareRowsPerSecond of the better round
 * @param engineRowsPerSecond of the better round
 */
record EngineThroughput(
    String engine, int rows, double bareRowsPerSecond, double engineRowsPerSecond) {
  private static final int ROUNDS = 3;

  /** One run. */
  private interface Run {
    void once() throws Exception;
  }

  static EngineThroughput measure(
      Path file, TwoLayers layers, EngineConfig settled, int rows, int threads, Duration turn)
      throws IOException {
    GraphShapes shapes = new GraphShapes(Map.of(), List.of(1, rows));
    try (TensorGraph graph = TensorGraph.load(file, settled, shapes).getFirst();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      int gpu = settled.gpus().stream().findFirst().orElse(0);
      OperatorThreads.narrow(settled).apply(options);
      SessionSetup.apply(options, file, settled, gpu, InputSpec.read(file).values(), shapes);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OrtSession bare = environment.createSession(file.toString(), options)) {
        List<Run> bareRuns = new ArrayList<>();
        List<Run> engineRuns = new ArrayList<>();
        List<OnnxTensor> tensors = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
          HostTensor input = layers.input(rows, layers.seed() + thread);
          OnnxTensor tensor =
              OnnxTensor.createTensor(environment, input.data().asFloatBuffer(), input.shape());
          tensors.add(tensor);
          float[] answer = new float[rows * layers.width()];
          bareRuns.add(() -> bareOnce(bare, tensor, answer));
          engineRuns.add(() -> graph.run(Map.of("x", input), Set.of(), false));
        }
        double bareBest = 0;
        double engineBest = 0;
        for (int round = 0; round < ROUNDS; round++) {
          bareBest = Math.max(bareBest, rows * perSecond(bareRuns, turn));
          engineBest = Math.max(engineBest, rows * perSecond(engineRuns, turn));
        }
        tensors.forEach(OnnxTensor::close);
        return new EngineThroughput(graph.engine(), rows, bareBest, engineBest);
      }
    } catch (OrtException e) {
      throw new IOException(file + ": the bare loop does not run", e);
    }
  }

  private static void bareOnce(OrtSession session, OnnxTensor input, float[] answer)
      throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("x", input))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      values.get(answer);
    }
  }

  private static double perSecond(List<Run> runs, Duration turn) throws IOException {
    ThreadFactory bigStacks = task -> new Thread(null, task, "throughput", EngineStack.BYTES);
    try (ExecutorService threads = Executors.newFixedThreadPool(runs.size(), bigStacks)) {
      long begunNanos = System.nanoTime();
      List<Callable<Long>> loops = runs.stream().map(run -> loop(run, begunNanos, turn)).toList();
      long done = 0;
      for (Future<Long> loop : threads.invokeAll(loops)) {
        done += loop.get();
      }
      return done * 1e9 / (System.nanoTime() - begunNanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("a run failed", e);
    }
  }

  private static Callable<Long> loop(Run run, long begunNanos, Duration turn) {
    return () -> {
      long done = 0;
      do {
        run.once();
        done++;
      } while (System.nanoTime() - begunNanos < turn.toNanos());
      return done;
    };
  }

  /** A row of the table. */
  String markdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f | %.2f |",
        engine,
        rows,
        bareRowsPerSecond,
        engineRowsPerSecond,
        engineRowsPerSecond / bareRowsPerSecond);
  }
}
