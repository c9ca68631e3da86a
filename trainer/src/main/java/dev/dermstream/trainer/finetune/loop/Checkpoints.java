package dev.dermstream.trainer.finetune.loop;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.run.WholeFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder {@code checkpoints}: the state after some updates, each whole or not there. The last
 * one and the best ones stay.
 */
public final class Checkpoints {
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";
  private static final String PREFIX = "step-";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();

  private final Path folder;
  private final int keep;

  /**
   * Of a run.
   *
   * @param keep best ones that stay beside the last
   */
  public Checkpoints(Path folder, int keep) throws IOException {
    this.folder = folder;
    this.keep = keep;
    Files.createDirectories(folder);
    WholeFolder.clean(folder);
  }

  /** The folder of a step. */
  public Path of(int step) {
    return folder.resolve("%s%06d".formatted(PREFIX, step));
  }

  /**
   * Writes a checkpoint, then deletes those that are neither the last nor among the best.
   *
   * @throws FineTuneException if it cannot be written; those before are whole
   */
  void save(TrainingState state, LoraCheckpoint adapter, Map<String, Tensor> moments)
      throws IOException {
    try {
      WholeFolder.write(
          of(state.step()),
          place -> {
            adapter.write(place);
            Safetensors.write(place.resolve(OPTIMIZER), moments);
            Files.writeString(place.resolve(STATE), GSON.toJson(state) + "\n");
          });
    } catch (IOException e) {
      throw new FineTuneException(
          "the checkpoint of step %d cannot be written (%s); those before it are whole, and --resume goes on from the last"
              .formatted(state.step(), e.getMessage()),
          e);
    }
    prune(state);
  }

  private void prune(TrainingState last) throws IOException {
    List<TrainingState> all = states();
    Set<Integer> staying = new HashSet<>(Set.of(last.step()));
    all.stream()
        .filter(state -> !Double.isNaN(state.evalLoss()))
        .sorted(
            Comparator.comparingDouble(TrainingState::evalLoss)
                .thenComparingInt(TrainingState::step))
        .limit(keep)
        .forEach(state -> staying.add(state.step()));
    for (TrainingState state : all) {
      if (!staying.contains(state.step())) {
        WholeFolder.remove(of(state.step()));
      }
    }
  }

  /** The state that a run can go on from. */
  Optional<TrainingState> latest() throws IOException {
    return states().stream().max(Comparator.comparingInt(TrainingState::step));
  }

  /** The step of that state; -1 if there is none. */
  public int latestStep() throws IOException {
    return latest().map(TrainingState::step).orElse(-1);
  }

  /** The moments of a checkpoint. */
  Map<String, Tensor> moments(int step) throws IOException {
    return Safetensors.read(of(step).resolve(OPTIMIZER));
  }

  private List<TrainingState> states() throws IOException {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(folder)) {
      folders =
          entries
              .filter(path -> String.valueOf(path.getFileName()).startsWith(PREFIX))
              .filter(path -> Files.isRegularFile(path.resolve(STATE)))
              .sorted()
              .toList();
    }
    List<TrainingState> states = new ArrayList<>();
    for (Path checkpoint : folders) {
      states.add(read(checkpoint.resolve(STATE)));
    }
    return states;
  }

  private static TrainingState read(Path file) throws IOException {
    try {
      TrainingState state = GSON.fromJson(Files.readString(file), TrainingState.class);
      if (state != null) {
        return state;
      }
    } catch (JsonParseException e) {
      throw new FineTuneException(file + " is damaged; delete its checkpoint", e);
    }
    throw new FineTuneException(file + " is empty; delete its checkpoint");
  }
}
