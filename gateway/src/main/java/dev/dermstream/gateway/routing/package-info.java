/**
 * To whom a request goes: addresses of nodes and indexes and what they tell of themselves enter,
 * calls that were sent to the fitting one, and again to another where that is safe, leave.
 */
@NullMarked
package dev.dermstream.gateway.routing;

import org.jspecify.annotations.NullMarked;
