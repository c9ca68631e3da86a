/**
 * Between the service and the audit: images and what became of them enter, facts leave; an answer
 * comes back once it may be sent.
 */
@NullMarked
package dev.dermstream.gateway.audit;

import org.jspecify.annotations.NullMarked;
