/**
 * The safetensors file format: a file enters, named {@link
 * dev.dermstream.platform.safetensors.Tensor}s leave, and back.
 */
@NullMarked
package dev.dermstream.platform.safetensors;

import org.jspecify.annotations.NullMarked;
