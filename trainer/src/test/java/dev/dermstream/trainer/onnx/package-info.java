/** Tests of the ONNX backend, in ONNX Runtime. */
@NullMarked
package dev.dermstream.trainer.onnx;

import org.jspecify.annotations.NullMarked;
