/** Checks that lesions are drawn as stated, and that drawings are neither trivial nor ambiguous. */
@NullMarked
package dev.dermstream.trainer.lesion;

import org.jspecify.annotations.NullMarked;
