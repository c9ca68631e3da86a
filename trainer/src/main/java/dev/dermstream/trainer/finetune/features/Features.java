package dev.dermstream.trainer.finetune.features;

/**
 * What the encoder says of a picture.
 *
 * @param embedding {@code [vision hidden]}, L2-normalised
 * @param tokens {@code [image tokens, text hidden]}, as the decoder reads them; neither is copied,
 *     readers must not change them
 */
@SuppressWarnings("ArrayRecordComponent") // read often, compared nowhere
public record Features(float[] embedding, float[] tokens) {}
