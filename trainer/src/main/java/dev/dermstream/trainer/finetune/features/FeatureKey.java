package dev.dermstream.trainer.finetune.features;

import dev.dermstream.trainer.finetune.data.Flip;

/**
 * What features are of.
 *
 * @param digest SHA-256 of the image file
 * @param flip how the picture was changed
 */
record FeatureKey(String digest, Flip flip) {}
