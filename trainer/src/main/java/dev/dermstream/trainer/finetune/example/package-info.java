/**
 * What the model is asked and should say: rows and a recipe enter, prompts with their answers as
 * token\n * ids leave.
 */
@NullMarked
package dev.dermstream.trainer.finetune.example;

import org.jspecify.annotations.NullMarked;
