/**
 * The exported graphs of a vision-language model on ONNX Runtime by way of DJL. Pixel values, token
 * ids and embeddings enter as plain arrays; image features, an embedding and logits leave. Engine
 * memory stays inside: it is freed on every path, and only a running {@link
 * dev.dermstream.node.engine.Decoding} holds any between calls.
 */
@NullMarked
package dev.dermstream.node.engine;

import org.jspecify.annotations.NullMarked;
