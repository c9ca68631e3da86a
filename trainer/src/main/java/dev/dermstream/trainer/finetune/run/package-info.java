/** The run folder: everything that a run made, in the files that docs/training.md lists. */
@NullMarked
package dev.dermstream.trainer.finetune.run;

import org.jspecify.annotations.NullMarked;
