/** Tests of schedules. */
@NullMarked
package dev.dermstream.trainer.optimize;

import org.jspecify.annotations.NullMarked;
