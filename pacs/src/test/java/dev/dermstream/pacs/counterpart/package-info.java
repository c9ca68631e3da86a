/**
 * What the edge meets in tests: other people's servers on the loopback, objects that are like a
 * hospital's, and the parts of the edge that a test does not look at, kept in memory.
 */
@NullMarked
package dev.dermstream.pacs.counterpart;

import org.jspecify.annotations.NullMarked;
