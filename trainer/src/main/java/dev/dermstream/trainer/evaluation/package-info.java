/**
 * What every evaluation shares: figures enter; their intervals, and a folder that is there whole or
 * not at all, leave.
 */
@NullMarked
package dev.dermstream.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
