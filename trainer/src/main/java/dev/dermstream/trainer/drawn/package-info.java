/**
 * Drawn data sets, one for each system of the literature: a set, a seed and an index enter; a
 * picture and its row of the manifest leave.
 *
 * <p>A {@link dev.dermstream.trainer.drawn.DrawnSet} is endless, and every index has a random
 * source of its own. Lesions are painted by {@link dev.dermstream.trainer.lesion}, sections of
 * tissue here. The drawings teach and demonstrate; they are not clinical pictures.
 */
@NullMarked
package dev.dermstream.trainer.drawn;

import org.jspecify.annotations.NullMarked;
