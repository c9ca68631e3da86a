package dev.dermstream.trainer.tokenizer;

import java.util.List;

/** The special tokens of the SmolVLM family; their ids are their places in {@link #ALL}. */
public final class SpecialTokens {

  public static final String END_OF_TEXT = "<|endoftext|>";
  public static final String IM_START = "<|im_start|>";
  public static final String END_OF_UTTERANCE = "<end_of_utterance>";
  public static final String FAKE_TOKEN_AROUND_IMAGE = "<fake_token_around_image>";
  public static final String GLOBAL_IMAGE = "<global-img>";
  public static final String IMAGE = "<image>";

  /** All of them, from id 0. */
  public static final List<String> ALL =
      List.of(
          END_OF_TEXT, IM_START, END_OF_UTTERANCE, FAKE_TOKEN_AROUND_IMAGE, GLOBAL_IMAGE, IMAGE);

  private SpecialTokens() {}
}
