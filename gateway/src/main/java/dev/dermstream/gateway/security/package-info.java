/**
 * Who may call what: a method's name and the token sent with it enter, a {@link
 * dev.dermstream.gateway.security.Caller} with roles and profiles, or a refusal that tells a
 * stranger nothing, leaves.
 */
@NullMarked
package dev.dermstream.gateway.security;

import org.jspecify.annotations.NullMarked;
