package dev.dermstream.index.calibration;

import dev.dermstream.index.confidence.ClassConfidence;

/**
 * The evidence of one query, calibrated. The arrays are owned by this record and must not be
 * changed.
 *
 * @param probability similarities as they were, confidences at the calibrated temperature
 * @param marginalSet id_codes ascending; may be empty
 * @param classConditionalSet id_codes ascending; may be empty
 * @param neighborDistance cosine distance to the k-th nearest training vector, 0 to 2
 * @param outside true: farther than known images lie
 */
@SuppressWarnings("ArrayRecordComponent") // owned, never compared
public record CalibratedAnswer(
    ClassConfidence probability,
    int[] marginalSet,
    int[] classConditionalSet,
    double neighborDistance,
    boolean outside) {}
