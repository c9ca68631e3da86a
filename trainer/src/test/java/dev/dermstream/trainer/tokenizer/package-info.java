/** Checks tokenizers against the Hugging Face library: what is trained here is read there. */
@NullMarked
package dev.dermstream.trainer.tokenizer;

import org.jspecify.annotations.NullMarked;
