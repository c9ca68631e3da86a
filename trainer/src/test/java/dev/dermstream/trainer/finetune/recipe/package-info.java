/** Tests. */
@NullMarked
package dev.dermstream.trainer.finetune.recipe;

import org.jspecify.annotations.NullMarked;
