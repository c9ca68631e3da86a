package dev.dermstream.trainer.finetune.loop;

import dev.dermstream.trainer.recipe.data.TokenSequence;

/**
 * A sequence and the picture in it.
 *
 * @param sequence prompt and answer
 * @param tokens {@code [image tokens, text hidden]}; not copied, readers must not change them
 */
@SuppressWarnings("ArrayRecordComponent") // made for one step, compared nowhere
public record Sample(TokenSequence sequence, float[] tokens) {}
