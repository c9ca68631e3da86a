/** Tests of reading and writing Hugging Face directories. */
@NullMarked
package dev.dermstream.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
