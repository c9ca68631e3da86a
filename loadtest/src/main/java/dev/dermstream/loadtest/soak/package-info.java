/**
 * What a node does in the long run with many bad requests among good ones: a running node enters;
 * the status of every kind of request, and memory over time, leave.
 */
@NullMarked
package dev.dermstream.loadtest.soak;

import org.jspecify.annotations.NullMarked;
