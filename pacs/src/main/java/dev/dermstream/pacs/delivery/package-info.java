/**
 * Sends results. Enter: parcels that lie in the durable log. Leave: objects, bundles and reports of
 * commitment to the destinations that are configured, and what became of them, back to the log.
 */
@NullMarked
package dev.dermstream.pacs.delivery;

import org.jspecify.annotations.NullMarked;
