/** Checks of pictures in memory. */
@NullMarked
package dev.dermstream.platform.image;

import org.jspecify.annotations.NullMarked;
