/**
 * TLS material: PEM files enter, key and trust managers that follow the files without a restart
 * leave, and the rule that nothing unprotected listens beyond loopback.
 */
@NullMarked
package dev.dermstream.platform.security;

import org.jspecify.annotations.NullMarked;
