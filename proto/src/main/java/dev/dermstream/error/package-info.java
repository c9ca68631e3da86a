/**
 * The error vocabulary: what went wrong enters as an {@link dev.dermstream.error.ErrorCode} and a
 * sentence, a gRPC status with {@code google.rpc.ErrorInfo} details leaves.
 */
@NullMarked
package dev.dermstream.error;

import org.jspecify.annotations.NullMarked;
