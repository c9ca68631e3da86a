/**
 * The eager backend on DJL's PyTorch engine, for training and as reference: named weights and
 * arrays enter, activations, losses and gradients leave. The one package that knows {@code ai.djl}.
 *
 * <p>Life of an array: weights live as long as their {@link
 * dev.dermstream.trainer.eager.EagerParameters}; everything computed lives as long as the {@code
 * NDManager} of the activation it was computed from, so a step that makes its inputs in a
 * sub-manager leaves nothing behind when that closes.
 */
@NullMarked
package dev.dermstream.trainer.eager;

import org.jspecify.annotations.NullMarked;
