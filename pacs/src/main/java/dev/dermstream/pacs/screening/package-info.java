/**
 * From a stored object to its disposition. Enter: objects that wait in the log. Leave: to the
 * gateway the pixels of one frame and nothing of a patient; to the log how each object ended.
 */
@NullMarked
package dev.dermstream.pacs.screening;

import org.jspecify.annotations.NullMarked;
