package dev.dermstream.command;

import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.Report;
import java.nio.file.Path;

/** What became of one file. */
sealed interface ScreenedFile {
  Path file();

  /** The server reported on the image; it may have rejected it. */
  record Reported(Path file, Report report) implements ScreenedFile {}

  /** The model ranked the labels that came with the request. */
  record Ranked(Path file, RankResponse answer) implements ScreenedFile {}

  /** There is no report: the file could not be read or the request could not be served. */
  record Failed(Path file, Error error) implements ScreenedFile {}

  /** True only for an answer that a person may act on. */
  default boolean answered() {
    return switch (this) {
      case Reported reported ->
          reported.report().getDisposition() == Disposition.DISPOSITION_ANSWERED;
      case Ranked ranked -> true;
      case Failed failed -> false;
    };
  }
}
