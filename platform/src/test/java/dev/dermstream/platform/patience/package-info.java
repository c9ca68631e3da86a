/** How long tests wait. */
@NullMarked
package dev.dermstream.platform.patience;

import org.jspecify.annotations.NullMarked;
