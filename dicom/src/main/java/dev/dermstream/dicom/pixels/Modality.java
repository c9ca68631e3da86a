package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Tag;
import java.util.Optional;

/** The modality transformation (PS3.3, C.11.1): a table, a line, or nothing. */
sealed interface Modality {
  /** What the device measured where this value is stored. */
  double value(int stored);

  /** A table, {@code LUT Data}. */
  record Table(LookupTable table) implements Modality {
    @Override
    public double value(int stored) {
      return table.at(stored);
    }
  }

  /** {@code slope * stored + intercept}. */
  record Line(double slope, double intercept) implements Modality {
    @Override
    public double value(int stored) {
      return slope * stored + intercept;
    }
  }

  /** What the attributes say. */
  static Modality read(DicomImage image) throws DicomException {
    DataSet attributes = image.attributes();
    Optional<DataSet> table = attributes.items(Tag.MODALITY_LUT_SEQUENCE).stream().findFirst();
    if (table.isPresent()) {
      return new Table(
          LookupTable.read(table.get(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, image.signed()));
    }
    double slope = attributes.decimal(Tag.RESCALE_SLOPE).orElse(1.0);
    if (slope == 0) {
      throw attributes.malformed(Tag.RESCALE_SLOPE);
    }
    return new Line(slope, attributes.decimal(Tag.RESCALE_INTERCEPT).orElse(0.0));
  }
}
