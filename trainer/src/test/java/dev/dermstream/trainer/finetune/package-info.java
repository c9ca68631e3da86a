/** Tests of fine-tuning by recipes. */
@NullMarked
package dev.dermstream.trainer.finetune;

import org.jspecify.annotations.NullMarked;
