@NullMarked
package dev.dermstream.index.server;

import org.jspecify.annotations.NullMarked;
