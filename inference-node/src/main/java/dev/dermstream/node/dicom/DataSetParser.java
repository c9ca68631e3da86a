package dev.dermstream.node.dicom;

import dev.dermstream.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a data set up to its pixel data. Bounded: every length is checked against the file before
 * it is followed, nesting stops at {@value #MAX_DEPTH} levels, a file at {@value #MAX_ELEMENTS}
 * elements.
 */
final class DataSetParser {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_ELEMENTS = 100_000;

  private final ByteCursor in;
  private final DataSet into;
  private int elements;

  DataSetParser(ByteCursor in, DataSet into) {
    this.in = in;
    this.into = into;
  }

  /** Reads the file meta group, which is always explicit little endian. */
  void readMeta() throws DicomException {
    while (in.remaining() >= 4 && Tag.group(in.peekTag()) == Tag.META_GROUP) {
      keepOrSkip(next(true), 0);
    }
  }

  /** Reads the data set; stops after the pixel data or at the end of the file. */
  void readDataSet(boolean explicit) throws DicomException {
    while (in.remaining() > 0) {
      DicomElement element = next(explicit);
      if (element.tag() == Tag.PIXEL_DATA) {
        into.setPixelData(element.undefinedLength() ? encapsulated() : nativePixels(element));
        return;
      }
      keepOrSkip(element, 0);
    }
  }

  private DicomElement next(boolean explicit) throws DicomException {
    if (++elements > MAX_ELEMENTS) {
      throw corrupt("The DICOM file has too many elements.");
    }
    return DicomElement.read(in, explicit);
  }

  private void keepOrSkip(DicomElement element, int depth) throws DicomException {
    if (element.undefinedLength()) {
      if (!element.sequence()) {
        throw corrupt("A DICOM element has no length.");
      }
      skipItems(element.implicitItems(), depth + 1);
    }
    long length = element.undefinedLength() ? 0 : element.length();
    int offset = in.advance(length);
    if (depth == 0 && isKept(element.tag())) {
      into.put(element.tag(), offset, (int) length);
    }
  }

  private static boolean isKept(int tag) {
    int group = Tag.group(tag);
    return group == Tag.META_GROUP
        || group == Tag.IMAGE_GROUP
        || tag == Tag.FLOAT_PIXELS
        || tag == Tag.DOUBLE_PIXELS;
  }

  private void skipItems(boolean implicit, int depth) throws DicomException {
    if (depth > MAX_DEPTH) {
      throw corrupt("The DICOM file nests sequences too deep.");
    }
    while (true) {
      DicomElement item = next(true);
      if (item.tag() == Tag.SEQUENCE_END) {
        return;
      }
      if (item.tag() != Tag.ITEM) {
        throw corrupt("A DICOM sequence holds something that is no item.");
      }
      if (item.undefinedLength()) {
        skipElements(implicit, depth);
      } else {
        in.advance(item.length());
      }
    }
  }

  private void skipElements(boolean implicit, int depth) throws DicomException {
    while (true) {
      DicomElement element = next(!implicit);
      if (element.tag() == Tag.ITEM_END) {
        return;
      }
      keepOrSkip(element, depth);
    }
  }

  private PixelData nativePixels(DicomElement element) {
    int present = (int) Math.min(element.length(), in.remaining());
    return new PixelData(
        List.of(new PixelData.Fragment(in.position(), present)),
        false,
        present == element.length());
  }

  /** The basic offset table, then fragments up to the delimiter (PS3.5 A.4). */
  private PixelData encapsulated() throws DicomException {
    List<PixelData.Fragment> fragments = new ArrayList<>();
    boolean first = true;
    while (in.remaining() >= 8) {
      DicomElement item = next(true);
      if (item.tag() == Tag.SEQUENCE_END) {
        return new PixelData(fragments, true, true);
      }
      if (item.tag() != Tag.ITEM || item.undefinedLength()) {
        throw corrupt("The DICOM pixel data is not made of items.");
      }
      if (item.length() > in.remaining()) {
        break;
      }
      int offset = in.advance(item.length());
      if (!first) {
        fragments.add(new PixelData.Fragment(offset, (int) item.length()));
      }
      first = false;
    }
    return new PixelData(fragments, true, false);
  }

  private static DicomException corrupt(String sentence) {
    return new DicomException(ErrorCode.CORRUPT_IMAGE, sentence);
  }
}
