/**
 * Where images come from: folders, lists, zip and tar files, buckets. In goes a location, out come
 * the names of what it holds, in an order that is the same every time, and their bytes on demand.
 */
@NullMarked
package dev.dermstream.batch.archive;

import org.jspecify.annotations.NullMarked;
