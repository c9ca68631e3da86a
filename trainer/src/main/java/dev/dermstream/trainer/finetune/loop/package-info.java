/**
 * Training itself: examples enter; losses, checkpoints and the best adapter leave. A run that was\n
 * * killed goes on from its last checkpoint with the very numbers it would have had.
 */
@NullMarked
package dev.dermstream.trainer.finetune.loop;

import org.jspecify.annotations.NullMarked;
