/** Tests. */
@NullMarked
package dev.dermstream.trainer.finetune.features;

import org.jspecify.annotations.NullMarked;
