/**
 * Nearest-neighbour search beside other libraries: seeded vectors enter, recall and speed of each
 * contestant leave as tables.
 */
@NullMarked
package dev.dermstream.loadtest.search;

import org.jspecify.annotations.NullMarked;
