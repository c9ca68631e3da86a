/** Tests of the region finder. */
@NullMarked
package dev.dermstream.trainer.region;

import org.jspecify.annotations.NullMarked;
