/** How long servers take to start: roles and archives of classes come in, a table leaves. */
@NullMarked
package dev.dermstream.loadtest.startup;

import org.jspecify.annotations.NullMarked;
