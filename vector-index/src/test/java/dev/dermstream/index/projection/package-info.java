@NullMarked
package dev.dermstream.index.projection;

import org.jspecify.annotations.NullMarked;
