package dev.dermstream.dicom.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks the elements of a file. Bounded: an element stays within the item or sequence that holds
 * it, and nesting, elements and kept bytes within the {@link DicomLimits}. What is not kept is
 * passed over without being looked into, unless its length is undefined.
 */
final class DataSetReader {
  private static final long UNBOUNDED = Long.MAX_VALUE;
  private static final int META_LENGTH_BYTES = 4;

  private final DicomInput in;
  private final DicomLimits limits;
  private final IntPredicate kept;
  private int elements;
  private long keptBytes;

  /** Keeps what a picture needs. */
  DataSetReader(DicomInput in, DicomLimits limits) {
    this(in, limits, Tag::isKept);
  }

  /**
   * @param kept which of the data set's own attributes are kept, sequences with all that is in them
   */
  DataSetReader(DicomInput in, DicomLimits limits, IntPredicate kept) {
    this.in = in;
    this.limits = limits;
    this.kept = kept;
  }

  /**
   * Reads the file meta information, which is always explicit little endian: as long as its group
   * length says, or where it has none, while elements are of its group.
   */
  DataSet readMeta() throws DicomException, IOException {
    DataSet meta = new DataSet(false);
    long end = UNBOUNDED;
    while (end == UNBOUNDED ? in.nextGroupIs(Tag.META_GROUP) : in.position() < end) {
      DicomElement element = next(true);
      if (Tag.group(element.tag()) != Tag.META_GROUP) {
        throw in.corrupt("The DICOM file meta information is not as long as it says");
      }
      content(element, meta, true, end, 0);
      if (element.tag() == Tag.META_LENGTH) {
        end = in.position() + metaLength(meta);
      }
    }
    return meta;
  }

  private long metaLength(DataSet meta) throws DicomException {
    byte[] length = meta.raw(Tag.META_LENGTH);
    if (length == null || length.length != META_LENGTH_BYTES) {
      throw in.corrupt("The DICOM file meta information's length is malformed");
    }
    return (length[0] & 0xFFL)
        | (length[1] & 0xFFL) << 8
        | (length[2] & 0xFFL) << 16
        | (length[3] & 0xFFL) << 24;
  }

  /** Reads up to the pixel data's value, or to the end of the file if there is none. */
  Optional<DicomElement> readToPixels(DataSet into, boolean explicit)
      throws DicomException, IOException {
    while (!in.atEnd()) {
      DicomElement element = next(explicit);
      if (element.tag() == Tag.PIXEL_DATA) {
        return Optional.of(element);
      }
      if (element.tag() == Tag.FLOAT_PIXELS || element.tag() == Tag.DOUBLE_PIXELS) {
        throw in.fault(
            DicomFault.UNSUPPORTED_PIXELS, "DICOM pixels in floating point are not read");
      }
      content(element, into, explicit, UNBOUNDED, 0);
    }
    return Optional.empty();
  }

  /** Passes over what follows the pixel data. */
  void readRest(boolean explicit) throws DicomException, IOException {
    while (!in.atEnd()) {
      DicomElement element = next(explicit);
      if (element.tag() == Tag.PIXEL_DATA) {
        throw in.corrupt("The DICOM file has its pixel data twice");
      }
      content(element, null, explicit, UNBOUNDED, 0);
    }
  }

  DicomElement next(boolean explicit) throws DicomException, IOException {
    DicomElement element = DicomElement.read(in, explicit);
    if (++elements > limits.maxElements()) {
      throw in.fault(DicomFault.TOO_LARGE, "The DICOM file has too many elements");
    }
    return element;
  }

  private void content(
      DicomElement element, @Nullable DataSet into, boolean explicit, long end, int depth)
      throws DicomException, IOException {
    if (Tag.group(element.tag()) == Tag.DELIMITER_GROUP) {
      throw in.corrupt("A DICOM item or delimiter stands where none belongs");
    }
    requireWithin(element, end);
    DataSet keeper = depth > 0 || kept.test(element.tag()) ? into : null;
    if (element.sequence() && (element.undefinedLength() || keeper != null)) {
      List<DataSet> items = sequence(element, keeper != null, explicit, end, depth + 1);
      if (keeper != null) {
        keeper.put(element, new byte[0], items);
      }
    } else if (element.undefinedLength()) {
      passFragments(element, end);
    } else if (keeper != null) {
      keep(element, keeper);
    } else {
      in.skip(element.length());
    }
  }

  private void keep(DicomElement element, DataSet into) throws DicomException, IOException {
    keptBytes += element.length();
    if (keptBytes > limits.maxKeptBytes()) {
      throw in.fault(DicomFault.TOO_LARGE, "The DICOM file's attributes are too large");
    }
    into.put(element, in.bytes((int) element.length()), List.of());
  }

  private List<DataSet> sequence(
      DicomElement sequence, boolean kept, boolean explicit, long outerEnd, int depth)
      throws DicomException, IOException {
    if (depth > limits.maxDepth()) {
      throw in.fault(DicomFault.TOO_LARGE, "The DICOM file nests sequences too deep");
    }
    // The items of UN are implicit little endian, whatever the file is.
    boolean bigEndian = in.bigEndian();
    in.setBigEndian(bigEndian && !sequence.unknownSequence());
    boolean explicitItems = explicit && !sequence.unknownSequence();
    boolean delimited = sequence.undefinedLength();
    long end = delimited ? outerEnd : in.position() + sequence.length();
    List<DataSet> items = new ArrayList<>();
    while (delimited || in.position() < end) {
      DicomElement item = next(explicitItems);
      if (delimited && item.tag() == Tag.SEQUENCE_END) {
        requireEmpty(item);
        break;
      }
      if (item.tag() != Tag.ITEM) {
        throw in.corrupt("A DICOM sequence holds something that is no item");
      }
      requireWithin(item, end);
      DataSet into = kept ? new DataSet(in.bigEndian()) : null;
      item(item, into, explicitItems, end, depth);
      if (into != null) {
        items.add(into);
      }
    }
    in.setBigEndian(bigEndian);
    return items;
  }

  private void item(
      DicomElement item, @Nullable DataSet into, boolean explicit, long outerEnd, int depth)
      throws DicomException, IOException {
    boolean delimited = item.undefinedLength();
    if (!delimited && into == null) {
      in.skip(item.length());
      return;
    }
    long end = delimited ? outerEnd : in.position() + item.length();
    while (delimited || in.position() < end) {
      DicomElement element = next(explicit);
      if (delimited && element.tag() == Tag.ITEM_END) {
        requireEmpty(element);
        return;
      }
      content(element, into, explicit, end, depth);
    }
  }

  /** Encapsulated pixels of an icon within a sequence. */
  private void passFragments(DicomElement element, long end) throws DicomException, IOException {
    if (!element.vr().equals("OB") && !element.vr().equals("OW")) {
      throw in.corrupt("A DICOM element has no length");
    }
    while (true) {
      DicomElement item = next(true);
      if (item.tag() == Tag.SEQUENCE_END) {
        requireEmpty(item);
        return;
      }
      if (item.tag() != Tag.ITEM || item.undefinedLength()) {
        throw in.corrupt("DICOM fragments are not made of items");
      }
      requireWithin(item, end);
      in.skip(item.length());
    }
  }

  private void requireWithin(DicomElement element, long end) throws DicomException {
    long length = element.undefinedLength() ? 0 : element.length();
    if (in.position() + length > end) {
      throw in.corrupt("A DICOM element is longer than what holds it");
    }
  }

  private void requireEmpty(DicomElement delimiter) throws DicomException {
    if (delimiter.length() != 0) {
      throw in.corrupt("A DICOM delimiter has a length");
    }
  }
}
