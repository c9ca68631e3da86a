/**
 * The index tools of the command line: safetensors files enter, a snapshot or a file of answers
 * leaves. Every refusal is one sentence that names the file and the tensor.
 */
@NullMarked
package dev.dermstream.index.tool;

import org.jspecify.annotations.NullMarked;
