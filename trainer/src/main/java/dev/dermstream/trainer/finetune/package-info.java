/**
 * Fine-tuning by recipes: a recipe, a data set and a base model enter, a run folder leaves. See\n *
 * docs/training.md.
 */
@NullMarked
package dev.dermstream.trainer.finetune;

import org.jspecify.annotations.NullMarked;
