@NullMarked
package dev.dermstream.loadtest.dbscan;

import org.jspecify.annotations.NullMarked;
