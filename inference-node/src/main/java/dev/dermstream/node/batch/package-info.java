/**
 * Dynamic batching. Single items with their tickets enter; lists of them go to the workers of a
 * device; a future per item leaves. Knows nothing of engines, images or the network.
 */
@NullMarked
package dev.dermstream.node.batch;

import org.jspecify.annotations.NullMarked;
