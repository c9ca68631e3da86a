/**
 * From bytes to a picture. The bytes of one image enter, of any origin; an 8-bit RGB picture,
 * upright and in its true colours, leaves, or a refusal that names what is wrong. The format is
 * read from the bytes. Nothing else leaves: no exception for any bytes, no half-read picture, no
 * value of the file in a message.
 */
@NullMarked
package dev.dermstream.node.image;

import org.jspecify.annotations.NullMarked;
