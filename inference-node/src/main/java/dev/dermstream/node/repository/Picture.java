package dev.dermstream.node.repository;

import dev.dermstream.platform.image.ImagePreprocessor;

/**
 * An encoded picture on its way to a model.
 *
 * @param bytes JPEG, PNG or DICOM; not copied, not changed
 * @param preprocessor of the model that it goes to
 * @param buffers of the model that it goes to
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over without a copy; compared nowhere.
record Picture(byte[] bytes, ImagePreprocessor preprocessor, PixelBuffers buffers) {}
