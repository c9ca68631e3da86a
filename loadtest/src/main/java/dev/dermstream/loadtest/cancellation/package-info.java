/**
 * How soon a node stops working for a caller who has gone: calls enter by every door of a gateway
 * and are given up while their text is being written; how long the text kept its place in the
 * node's running batch, as the node's own metrics tell, leaves.
 */
@NullMarked
package dev.dermstream.loadtest.cancellation;

import org.jspecify.annotations.NullMarked;
