/** What stands in the documents: turns enter; medians, and tables with where and when, leave. */
@NullMarked
package dev.dermstream.loadtest.table;

import org.jspecify.annotations.NullMarked;
