@NullMarked
package dev.dermstream.index.tool;

import org.jspecify.annotations.NullMarked;
