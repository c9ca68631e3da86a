/** Tests. */
@NullMarked
package dev.dermstream.trainer.finetune.data;

import org.jspecify.annotations.NullMarked;
