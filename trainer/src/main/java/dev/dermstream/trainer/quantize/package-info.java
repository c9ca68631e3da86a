/**
 * Weights in four bits, as QLoRA keeps a frozen base (Dettmers, Pagnoni, Holtzman, Zettlemoyer
 * 2023, section 3): float32 matrices enter, packed ones leave, and give float32 back a matrix at a
 * time. No engine, no autograd; that is {@code eager.QuantizedWeights}.
 *
 * <p>What is kept of a weight {@code w} in block {@code i} of 64: the index of the code book's
 * value next to {@code w / s_i}, {@code s_i} being the block's largest magnitude (4 bits); and of
 * {@code s_i} one byte, after the mean of all scales has been taken off, with one float32 for each
 * 256 scales. Together 4.127 bits a weight.
 */
@NullMarked
package dev.dermstream.trainer.quantize;

import org.jspecify.annotations.NullMarked;
