/** SHA-256: bytes or a file enter, their digest leaves. */
@NullMarked
package dev.dermstream.platform.digest;

import org.jspecify.annotations.NullMarked;
