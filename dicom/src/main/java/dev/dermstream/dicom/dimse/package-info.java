/**
 * Messages between DICOM application entities (PS3.7): C-ECHO, C-STORE, N-ACTION and
 * N-EVENT-REPORT, on either side of an association. Requests enter and go to handlers, objects as
 * streams of bytes; responses with a {@link dev.dermstream.dicom.dimse.DimseStatus} leave. Anything
 * else that is asked for gets a status that says so. Knows nothing of what becomes of objects.
 */
@NullMarked
package dev.dermstream.dicom.dimse;

import org.jspecify.annotations.NullMarked;
