/**
 * Labels that callers bring with a request. A list of texts enters; it leaves as it is, or is
 * refused with a sentence.
 */
@NullMarked
package dev.dermstream.platform.labels;

import org.jspecify.annotations.NullMarked;
