package dev.dermstream.trainer.onnx;

import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.trainer.checkpoint.AdapterStack;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes a servable model directory of a Hugging Face checkpoint: its files, checked, and the three
 * graphs; with adapters their stacked weights too.
 */
public final class ModelImport {
  /** Copied where they exist; only the first two must. */
  private static final List<String> FILES =
      List.of(
          Checkpoint.CONFIG_FILE,
          Checkpoint.WEIGHTS_FILE,
          "generation_config.json",
          "preprocessor_config.json",
          "processor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.json",
          "chat_template.jinja");

  private ModelImport() {}

  /**
   * Imports a checkpoint, whole or not at all.
   *
   * @param checkpoint Hugging Face directory
   * @param adapters PEFT directories; the i-th becomes {@code adapter_id} i, counted from 1
   * @param out must not exist, or be empty
   * @throws IOException if a file is missing or damaged, a tensor is missing, unknown or of another
   *     shape, an adapter belongs to another base or changes the vision encoder, or {@code out} is
   *     not free; the message names it, and {@code out} is left as it was
   */
  public static void run(Path checkpoint, List<Path> adapters, Path out) throws IOException {
    requireFree(out);
    Map<String, long[]> base = ParameterShapes.of(Checkpoint.read(checkpoint).config());
    List<LoraCheckpoint> loras = new ArrayList<>();
    for (Path adapter : adapters) {
      loras.add(textAdapter(adapter, base));
    }
    make(
        checkpoint,
        out,
        model -> {
          if (!loras.isEmpty()) {
            Safetensors.write(model.resolve(AdapterStack.FILE), AdapterStack.of(loras));
          }
          OnnxExport.write(model);
        });
  }

  /**
   * Imports a checkpoint, whole or not at all, for adapters that are loaded while it is served.
   *
   * @param checkpoint Hugging Face directory
   * @param inputs which adapters the decoder shall take
   * @param out must not exist, or be empty
   * @throws IOException as above
   */
  public static void run(Path checkpoint, AdapterInputs inputs, Path out) throws IOException {
    requireFree(out);
    Checkpoint.read(checkpoint);
    make(checkpoint, out, model -> OnnxExport.write(model, inputs));
  }

  /** Writes what is not copied. */
  private interface Writing {
    void into(Path model) throws IOException;
  }

  private static void make(Path checkpoint, Path out, Writing graphs) throws IOException {
    Path target = out.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException(out + " cannot be a model directory");
    }
    Files.createDirectories(parent);
    Path temporary =
        Files.createDirectory(parent.resolve("." + target.getFileName() + "." + UUID.randomUUID()));
    try {
      for (String name : FILES) {
        if (Files.exists(checkpoint.resolve(name))) {
          Files.copy(checkpoint.resolve(name), temporary.resolve(name));
        }
      }
      graphs.into(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteIfLeft(temporary);
    }
  }

  /** The graphs take an adapter per row in the decoder alone. */
  private static LoraCheckpoint textAdapter(Path directory, Map<String, long[]> base)
      throws IOException {
    LoraCheckpoint adapter = LoraCheckpoint.read(directory, base);
    for (String module : adapter.pairs().keySet()) {
      if (!module.startsWith(ParameterShapes.TEXT + "layers.")) {
        throw new IOException(
            "The adapter in %s changes %s; only the decoder's layers can take adapters when serving"
                .formatted(directory, module));
      }
    }
    return adapter;
  }

  private static void requireFree(Path out) throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw new IOException(out + " is a file, not a directory to import into");
    }
    try (Stream<Path> entries = Files.list(out)) {
      if (entries.findAny().isPresent()) {
        throw new IOException(out + " is not empty; choose another directory");
      }
    }
  }

  private static void deleteIfLeft(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
