/**
 * The ONNX backend, for serving: a checkpoint directory enters, ONNX graphs that refer to its
 * weights leave. Knows nothing of DJL or PyTorch.
 */
@NullMarked
package dev.dermstream.trainer.onnx;

import org.jspecify.annotations.NullMarked;
