package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;
import dev.dermstream.dicom.file.Tag;
import java.util.Optional;

/**
 * Which values are shown from black to white (PS3.3, C.11.2): the first window, else the first
 * table, else all values that can be stored in up to 8 bits, else those of the frame.
 */
sealed interface ValuesOfInterest {
  /** 0 for black to 1 for white; beyond these it is clamped. */
  double shown(double value);

  /** {@code LINEAR}, of at least one value (C.11.2.1.2.1). */
  record Linear(double center, double width) implements ValuesOfInterest {
    @Override
    public double shown(double value) {
      if (width == 1) {
        return value <= center - 0.5 ? 0 : 1;
      }
      return (value - (center - 0.5)) / (width - 1) + 0.5;
    }
  }

  /** {@code LINEAR_EXACT} (C.11.2.1.3.2). */
  record LinearExact(double center, double width) implements ValuesOfInterest {
    @Override
    public double shown(double value) {
      return (value - center) / width + 0.5;
    }
  }

  /** {@code SIGMOID} (C.11.2.1.3.1). */
  record Sigmoid(double center, double width) implements ValuesOfInterest {
    @Override
    public double shown(double value) {
      return 1 / (1 + Math.exp(-4 * (value - center) / width));
    }
  }

  /** From the least to the greatest value, which may be the same. */
  record Range(double least, double greatest) implements ValuesOfInterest {
    @Override
    public double shown(double value) {
      return greatest == least ? 0 : (value - least) / (greatest - least);
    }
  }

  /** A table, {@code LUT Data}. */
  record Table(LookupTable table) implements ValuesOfInterest {
    @Override
    public double shown(double value) {
      return table.at((int) Math.round(value)) / (double) table.top();
    }
  }

  /** What the attributes say, or the frame where they say nothing. */
  static ValuesOfInterest read(DicomImage image, Modality modality, byte[] samples)
      throws DicomException {
    DataSet attributes = image.attributes();
    Optional<Double> center = attributes.decimal(Tag.WINDOW_CENTER);
    if (center.isPresent() || attributes.has(Tag.WINDOW_WIDTH)) {
      return window(attributes, center);
    }
    Optional<DataSet> table = attributes.items(Tag.VOI_LUT_SEQUENCE).stream().findFirst();
    if (table.isPresent()) {
      return new Table(
          LookupTable.read(table.get(), Tag.LUT_DESCRIPTOR, Tag.LUT_DATA, image.signed()));
    }
    return image.bitsStored() <= Byte.SIZE
        ? range(modality, allStored(image))
        : range(modality, storedIn(image, samples));
  }

  private static ValuesOfInterest window(DataSet attributes, Optional<Double> center)
      throws DicomException {
    double middle = center.orElseThrow(() -> attributes.malformed(Tag.WINDOW_CENTER));
    double width =
        attributes
            .decimal(Tag.WINDOW_WIDTH)
            .orElseThrow(() -> attributes.malformed(Tag.WINDOW_WIDTH));
    String function = attributes.text(Tag.VOI_LUT_FUNCTION);
    if (width <= 0 || (width < 1 && (function.isEmpty() || function.equals("LINEAR")))) {
      throw attributes.malformed(Tag.WINDOW_WIDTH);
    }
    return switch (function) {
      case "", "LINEAR" -> new Linear(middle, width);
      case "LINEAR_EXACT" -> new LinearExact(middle, width);
      case "SIGMOID" -> new Sigmoid(middle, width);
      default ->
          throw attributes.fault(
              DicomFault.UNSUPPORTED_PIXELS,
              Tag.VOI_LUT_FUNCTION,
              "The DICOM VOI LUT Function is not read");
    };
  }

  private static int[] allStored(DicomImage image) {
    int values = 1 << image.bitsStored();
    return image.signed() ? new int[] {-values / 2, values / 2 - 1} : new int[] {0, values - 1};
  }

  private static int[] storedIn(DicomImage image, byte[] samples) {
    int least = Integer.MAX_VALUE;
    int greatest = Integer.MIN_VALUE;
    for (int i = 0; i < image.pixels(); i++) {
      int value = Stored.value(image, Stored.bits(image, samples, i));
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new int[] {least, greatest};
  }

  private static Range range(Modality modality, int[] stored) {
    double one = modality.value(stored[0]);
    double other = modality.value(stored[1]);
    return new Range(Math.min(one, other), Math.max(one, other));
  }
}
