@NullMarked
package dev.dermstream.index.vectors;

import org.jspecify.annotations.NullMarked;
