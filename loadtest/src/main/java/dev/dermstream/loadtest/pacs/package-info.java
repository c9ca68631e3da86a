/**
 * The PACS edge beside DCMTK and Orthanc, and a whole study beside bare inference. Photographs as
 * DICOM objects enter; objects per second, costs for each, and ratios leave.
 */
@NullMarked
package dev.dermstream.loadtest.pacs;

import org.jspecify.annotations.NullMarked;
