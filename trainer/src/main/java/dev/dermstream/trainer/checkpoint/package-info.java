/**
 * Hugging Face directories: a checkpoint ({@code config.json}, {@code model.safetensors}) or a PEFT
 * LoRA adapter enters, checked named tensors leave, and back.
 */
@NullMarked
package dev.dermstream.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
