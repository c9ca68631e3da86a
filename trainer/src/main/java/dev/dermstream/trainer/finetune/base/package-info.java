/**
 * The frozen base model: a Hugging Face folder enters, checked weights, tokenizer and preparation
 * of\n * pictures leave.
 */
@NullMarked
package dev.dermstream.trainer.finetune.base;

import org.jspecify.annotations.NullMarked;
