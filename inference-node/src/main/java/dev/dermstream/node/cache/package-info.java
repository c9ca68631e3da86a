/**
 * What the vision encoder made of pictures before. Pixels and the model's digest enter as a key;
 * embedding and features leave.
 */
@NullMarked
package dev.dermstream.node.cache;

import org.jspecify.annotations.NullMarked;
