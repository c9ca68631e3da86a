/**
 * The doors beside plain gRPC, on the same port: an HTTP request of any kind enters. gRPC and
 * gRPC-Web leave for the gRPC server; HTTP/JSON, uploads and server-sent events become calls of the
 * same screening methods; everything else gets a problem document (RFC 9457).
 */
@NullMarked
package dev.dermstream.gateway.web;

import org.jspecify.annotations.NullMarked;
