/** Figures of written texts: references and candidates enter, BLEU and ROUGE leave. */
@NullMarked
package dev.dermstream.trainer.evaluation.text;

import org.jspecify.annotations.NullMarked;
