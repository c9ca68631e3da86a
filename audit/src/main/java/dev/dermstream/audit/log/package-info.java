/**
 * Writing: facts of images enter from many threads, wait in one bounded queue, and are written in
 * groups by one thread; whoever waits hears when a record is durable.
 */
@NullMarked
package dev.dermstream.audit.log;

import org.jspecify.annotations.NullMarked;
