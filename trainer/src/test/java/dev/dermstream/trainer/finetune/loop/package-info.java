/** Tests. */
@NullMarked
package dev.dermstream.trainer.finetune.loop;

import org.jspecify.annotations.NullMarked;
