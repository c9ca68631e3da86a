package dev.dermstream.pacs.report;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What the edge knows of an object beside the object and its report. Nothing of a patient.
 *
 * @param receipt number of its receipt
 * @param objectSha256 of transfer syntax and data set, in lower-case hexadecimal
 * @param pixelSha256 of what the answer was computed from, in lower-case hexadecimal
 * @param received when it was stored
 * @param concluded when it was answered, which is when the report says it was made
 * @param zone of the hospital, for dates and times of reports on objects that do not tell their
 *     offset from UTC
 */
public record Details(
    long receipt,
    String objectSha256,
    String pixelSha256,
    Instant received,
    Instant concluded,
    ZoneId zone) {}
