/**
 * The chain: facts of an image or of another event enter, text whose digests hold together leaves;
 * records and anchors enter the verifier, findings leave. Knows no database.
 */
@NullMarked
package dev.dermstream.audit.chain;

import org.jspecify.annotations.NullMarked;
