/** Tests of the package. */
@NullMarked
package dev.dermstream.trainer.reference;

import org.jspecify.annotations.NullMarked;
