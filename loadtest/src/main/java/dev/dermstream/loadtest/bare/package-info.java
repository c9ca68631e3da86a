/**
 * ONNX Runtime in the best loop that can be written around it, without a wire, in a process of its
 * own: pictures and a model enter; scores, and pictures per second, leave.
 */
@NullMarked
package dev.dermstream.loadtest.bare;

import org.jspecify.annotations.NullMarked;
