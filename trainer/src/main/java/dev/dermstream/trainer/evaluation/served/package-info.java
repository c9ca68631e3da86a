/** Figures of a running system: what became of images whose class is known enters. */
@NullMarked
package dev.dermstream.trainer.evaluation.served;

import org.jspecify.annotations.NullMarked;
