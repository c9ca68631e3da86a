@NullMarked
package dev.dermstream.index.snapshot;

import org.jspecify.annotations.NullMarked;
