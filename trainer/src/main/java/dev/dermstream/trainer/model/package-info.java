/**
 * The model family, once: SmolVLM/Idefics3 (SigLIP vision transformer, pixel-shuffle connector,
 * Llama decoder) written against {@link dev.dermstream.trainer.model.TensorOps}. A configuration
 * and named weights enter; what the tensors are (numbers or nodes of a graph) is the backend's
 * choice.
 */
@NullMarked
package dev.dermstream.trainer.model;

import org.jspecify.annotations.NullMarked;
