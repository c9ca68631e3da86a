/**
 * Training of byte-level BPE tokenizers: texts enter, a Hugging Face {@code tokenizer.json} leaves.
 */
@NullMarked
package dev.dermstream.trainer.tokenizer;

import org.jspecify.annotations.NullMarked;
