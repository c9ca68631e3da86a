/** Tests of the figures of a running system. */
@NullMarked
package dev.dermstream.trainer.evaluation.served;

import org.jspecify.annotations.NullMarked;
