/**
 * Hugging Face directories: a checkpoint ({@code config.json}, {@code model.safetensors}) enters,
 * checked named tensors leave, and back; adapters are stacked for the decoder's graph.
 */
@NullMarked
package dev.dermstream.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
