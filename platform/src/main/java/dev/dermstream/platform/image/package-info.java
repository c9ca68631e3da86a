/**
 * Pictures in memory. Decoded or drawn pixels enter as {@link
 * dev.dermstream.platform.image.RgbImage}; nothing here knows file formats or models.
 */
@NullMarked
package dev.dermstream.platform.image;

import org.jspecify.annotations.NullMarked;
