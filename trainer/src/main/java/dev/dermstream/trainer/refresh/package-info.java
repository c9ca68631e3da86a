/**
 * A refresh: newly confirmed images enter, a release with their embeddings in its index leaves, and
 * a verdict whether it may become live. The model stays as it is; a calibrated index stays
 * calibrated.
 */
@NullMarked
package dev.dermstream.trainer.refresh;

import org.jspecify.annotations.NullMarked;
