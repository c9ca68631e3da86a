package dev.dermstream.batch.screening;

import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.dicom.file.DicomLimits;
import java.time.Clock;

/** What the jobs of one worker share. */
public record ScreeningParts(
    Ledger ledger,
    Gateway gateway,
    Places places,
    DicomLimits limits,
    ScreeningConfig config,
    ScreeningListener listener,
    Clock clock) {}
