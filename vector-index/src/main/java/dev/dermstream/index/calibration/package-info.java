/**
 * From held-out evidence to confidence that can be trusted: a {@link
 * dev.dermstream.index.calibration.HeldOut} set enters, a {@link
 * dev.dermstream.index.calibration.Calibration} leaves and makes a {@link
 * dev.dermstream.index.calibration.CalibratedAnswer} of every query's evidence. Knows neither files
 * nor servers nor search.
 */
@NullMarked
package dev.dermstream.index.calibration;

import org.jspecify.annotations.NullMarked;
