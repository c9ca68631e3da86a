/**
 * The databases: links enter and are durable when a call returns; stored records leave for those
 * who verify and export. The only package that knows JDBC.
 */
@NullMarked
package dev.dermstream.audit.store;

import org.jspecify.annotations.NullMarked;
