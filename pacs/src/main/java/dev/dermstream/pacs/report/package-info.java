/**
 * Results on their way back to the hospital. Enter: what the source object says of patient, study
 * and image, the report of the cluster, and the codes that the hospital confirmed. Leave: a DICOM
 * structured report (PS3.16, TID 1500) or a FHIR R4 bundle; the same input gives the same bytes. A
 * patient's attributes leave in these two alone, never in a message, a log or a {@code toString}.
 */
@NullMarked
package dev.dermstream.pacs.report;

import org.jspecify.annotations.NullMarked;
