/** Texts as vectors, whatever computes them: texts enter, an embedding of every token leaves. */
@NullMarked
package dev.dermstream.trainer.evaluation.encoder;

import org.jspecify.annotations.NullMarked;
