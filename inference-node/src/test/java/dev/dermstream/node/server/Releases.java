package dev.dermstream.node.server;

import dev.dermstream.node.TinyModel;
import dev.dermstream.platform.release.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A release around the tiny model. */
final class Releases {
  static final String NOTICE = "random words";

  /** The base model, a few tokens, answers questions. */
  static final String BASE = "base";

  /** The first adapter, a few tokens, answers no questions. */
  static final String ADAPTED = "adapted";

  /** The base model, writes until its context is full: about two thousand tokens. */
  static final String ENDLESS = "endless";

  private Releases() {}

  static Release make(Path directory) throws IOException {
    Path config = TinyModel.copyTo(directory.resolve("model")).resolve("config.json");
    // Without an end token, so that only limits end an answer.
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\": 2", "\"eos_token_id\": []"));
    profile(directory, BASE, 0, true, 12);
    profile(directory, ADAPTED, 1, false, 12);
    profile(directory, ENDLESS, 0, true, 8192);
    return Release.seal(directory, "trial", NOTICE, BASE);
  }

  /**
   * A release whose profiles bring their own adapters.
   *
   * @param adapters PEFT files by profile; beside them there is {@link #BASE}
   */
  static Release makeWithAdapters(Path directory, Map<String, Path> adapters) throws IOException {
    Path config = TinyModel.copyForAdaptersTo(directory.resolve("model")).resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\": 2", "\"eos_token_id\": []"));
    profile(directory, BASE, 0, true, 12);
    for (Map.Entry<String, Path> adapter : adapters.entrySet()) {
      profile(directory, adapter.getKey(), null, true, 12);
      Path target = directory.resolve("profiles").resolve(adapter.getKey()).resolve("adapter");
      Files.createDirectories(target);
      for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
        Files.copy(adapter.getValue().resolve(file), target.resolve(file));
      }
    }
    return Release.seal(directory, "trial", NOTICE, BASE);
  }

  static void profile(
      Path release,
      String name,
      @Nullable Integer adapterId,
      boolean answersQuestions,
      int maxNewTokens)
      throws IOException {
    Path profile = Files.createDirectories(release.resolve("profiles").resolve(name));
    describe(profile, adapterId, answersQuestions, maxNewTokens);
  }

  /** A model with its profile in one folder, the way a model repository takes it. */
  static Path export(Path folder, int adapterId, int maxNewTokens) throws IOException {
    Path config = TinyModel.copyTo(folder).resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\": 2", "\"eos_token_id\": []"));
    describe(folder, adapterId, true, maxNewTokens);
    return folder;
  }

  static void describe(
      Path folder, @Nullable Integer adapterId, boolean answersQuestions, int maxNewTokens)
      throws IOException {
    String adapter = adapterId == null ? "" : "\"adapter_id\": %d, ".formatted(adapterId);
    Files.writeString(
        folder.resolve("profile.json"),
        """
        {%s"output_form": "FREE_TEXT",
         "labels": [{"id_code": 0, "name_en": "Milia", "name_ko": "비립종"}],
         "prompt_template": "<s>User:<fake_token>{image}<fake_token>{text}<end>\\nAssistant:",
         "prompt_en": "What is this lesion?", "prompt_ko": "이 병변은 무엇입니까?",
         "answers_questions": %s, "max_new_tokens": %d, "temperature": 0.065}
        """
            .formatted(adapter, answersQuestions, maxNewTokens));
  }
}
