@NullMarked
package dev.dermstream.batch.server;

import org.jspecify.annotations.NullMarked;
