/**
 * What the frozen encoder says of every picture and flip, computed once: pictures enter, image
 * tokens\n * for the decoder and embeddings leave.
 */
@NullMarked
package dev.dermstream.trainer.finetune.features;

import org.jspecify.annotations.NullMarked;
