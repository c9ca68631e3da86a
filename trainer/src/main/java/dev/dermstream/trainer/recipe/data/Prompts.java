package dev.dermstream.trainer.recipe.data;

import static dev.dermstream.trainer.tokenizer.SpecialTokens.END_OF_UTTERANCE;
import static dev.dermstream.trainer.tokenizer.SpecialTokens.FAKE_TOKEN_AROUND_IMAGE;
import static dev.dermstream.trainer.tokenizer.SpecialTokens.GLOBAL_IMAGE;
import static dev.dermstream.trainer.tokenizer.SpecialTokens.IMAGE;
import static dev.dermstream.trainer.tokenizer.SpecialTokens.IM_START;

import dev.dermstream.platform.release.Profile;
import dev.dermstream.trainer.lesion.Language;

/** What the model is asked with, in the form of SmolVLM's chat template. */
public final class Prompts {
  /** The text around one image and one request. */
  public static final String TEMPLATE =
      IM_START
          + "User:"
          + FAKE_TOKEN_AROUND_IMAGE
          + GLOBAL_IMAGE
          + Profile.IMAGE_PLACE
          + FAKE_TOKEN_AROUND_IMAGE
          + Profile.TEXT_PLACE
          + END_OF_UTTERANCE
          + "\nAssistant:";

  private static final String WITHOUT_IMAGE =
      IM_START + "User:" + Profile.TEXT_PLACE + END_OF_UTTERANCE + "\nAssistant:";

  /** Asks for the words below a figure. */
  public static final String CAPTION = "Write the caption.";

  private Prompts() {}

  /** Asks for what is seen, in a few sentences. */
  public static String description(Language language) {
    return switch (language) {
      case ENGLISH -> "Describe the image.";
      case KOREAN -> "사진을 설명하세요.";
    };
  }

  /** The whole prompt. */
  public static String of(String text, int imageTokens) {
    return TEMPLATE
        .replace(Profile.IMAGE_PLACE, IMAGE.repeat(imageTokens))
        .replace(Profile.TEXT_PLACE, text);
  }

  /** The whole prompt where no image is shown. */
  public static String withoutImage(String text) {
    return WITHOUT_IMAGE.replace(Profile.TEXT_PLACE, text);
  }
}
