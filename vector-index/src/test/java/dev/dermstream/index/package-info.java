/** Reference numbers and data shared by the tests. */
@NullMarked
package dev.dermstream.index;

import org.jspecify.annotations.NullMarked;
