@NullMarked
package dev.dermstream.index.dbscan;

import org.jspecify.annotations.NullMarked;
