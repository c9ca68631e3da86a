@NullMarked
package dev.dermstream.index.confidence;

import org.jspecify.annotations.NullMarked;
