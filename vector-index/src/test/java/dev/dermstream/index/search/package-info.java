@NullMarked
package dev.dermstream.index.search;

import org.jspecify.annotations.NullMarked;
