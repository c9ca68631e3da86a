package dev.dermstream.dicom.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A DICOM Part 10 file while it is being read, from the front to the end and once: first {@link
 * #open} what stands before the pixel data, then, when there is room for it, the {@link #frame}.
 *
 * <p>Not thread-safe. Closing leaves the stream that was given open.
 */
public final class DicomFile implements AutoCloseable {
  private static final int PREAMBLE_BYTES = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};

  private final DicomInput in;
  private final DicomLimits limits;
  private final DataSetReader elements;
  private final TransferSyntax syntax;
  private final DataSet attributes;
  private final Optional<DicomElement> pixelData;
  private final long dataSetOffset;

  private DicomFile(DicomInput in, DicomLimits limits, Set<Integer> alsoKept)
      throws DicomException, IOException {
    this.in = in;
    this.limits = limits;
    this.elements = new DataSetReader(in, limits, tag -> Tag.isKept(tag) || alsoKept.contains(tag));
    in.skip(PREAMBLE_BYTES);
    if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC)) {
      throw in.corrupt("The bytes are not a DICOM Part 10 file");
    }
    DataSet meta = elements.readMeta();
    this.dataSetOffset = in.position();
    this.syntax = syntax(meta);
    if (syntax == TransferSyntax.DEFLATED) {
      in.inflate(limits.maxInflationRatio());
    }
    in.setBigEndian(syntax.bigEndian());
    this.attributes = new DataSet(syntax.bigEndian());
    this.pixelData = elements.readToPixels(attributes, syntax.explicit());
    meta.uid(Tag.MEDIA_SOP_INSTANCE_UID);
    for (int tag :
        new int[] {
          Tag.SOP_CLASS_UID, Tag.SOP_INSTANCE_UID, Tag.STUDY_INSTANCE_UID, Tag.SERIES_INSTANCE_UID
        }) {
      attributes.uid(tag);
    }
  }

  /** Whether the bytes begin as a DICOM Part 10 file does. */
  public static boolean isDicom(byte[] file) {
    int end = PREAMBLE_BYTES + MAGIC.length;
    return file.length >= end && Arrays.equals(file, PREAMBLE_BYTES, end, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads up to the pixel data.
   *
   * @throws DicomException what is wrong, with tag and offset
   * @throws IOException if the stream itself fails
   */
  public static DicomFile open(InputStream in, DicomLimits limits)
      throws DicomException, IOException {
    return open(in, limits, Set.of());
  }

  /**
   * Reads up to the pixel data and keeps attributes that are not kept otherwise, so that they can
   * be written into another object. Whoever asks for a person's attributes answers for where they
   * go.
   *
   * @param alsoKept tags of the data set's own attributes, kept beside the usual ones within the
   *     same limits
   * @throws DicomException what is wrong, with tag and offset
   * @throws IOException if the stream itself fails
   */
  public static DicomFile open(InputStream in, DicomLimits limits, Set<Integer> alsoKept)
      throws DicomException, IOException {
    DicomInput input = new DicomInput(in);
    boolean opened = false;
    try {
      DicomFile file = new DicomFile(input, limits, alsoKept);
      opened = true;
      return file;
    } finally {
      if (!opened) {
        input.close();
      }
    }
  }

  private TransferSyntax syntax(DataSet meta) throws DicomException {
    String uid = meta.text(Tag.TRANSFER_SYNTAX_UID);
    if (uid.isEmpty()) {
      throw in.fault(DicomFault.NO_TRANSFER_SYNTAX, "The DICOM file names no transfer syntax");
    }
    Optional<TransferSyntax> known = TransferSyntax.of(uid);
    if (known.isEmpty()) {
      throw meta.fault(
          DicomFault.UNSUPPORTED_TRANSFER_SYNTAX,
          Tag.TRANSFER_SYNTAX_UID,
          "The DICOM transfer syntax %s is not read".formatted(TransferSyntax.describe(uid)));
    }
    return known.get();
  }

  /** How the file is written. */
  public TransferSyntax syntax() {
    return syntax;
  }

  /** The attributes that were kept. */
  public DataSet attributes() {
    return attributes;
  }

  /**
   * What the object calls itself.
   *
   * @throws DicomException if it lacks its SOP Class UID or SOP Instance UID
   */
  public ObjectIdentity identity() throws DicomException {
    for (int tag : new int[] {Tag.SOP_CLASS_UID, Tag.SOP_INSTANCE_UID}) {
      if (!attributes.has(tag)) {
        throw attributes.malformed(tag);
      }
    }
    return new ObjectIdentity(
        attributes.text(Tag.SOP_CLASS_UID),
        attributes.text(Tag.SOP_INSTANCE_UID),
        attributes.text(Tag.STUDY_INSTANCE_UID),
        attributes.text(Tag.SERIES_INSTANCE_UID),
        syntax.uid(),
        dataSetOffset);
  }

  /** What a dermatologist's picture says of itself. */
  public DermatologyAttributes dermatology() {
    return DermatologyAttributes.of(attributes);
  }

  /**
   * Describes the picture.
   *
   * @throws DicomException NO_IMAGE if there is none; what is not read or contradicts itself
   */
  public DicomImage image() throws DicomException {
    if (pixelData.isEmpty()) {
      throw new DicomException(DicomFault.NO_IMAGE, "The DICOM object has no pixels.");
    }
    DicomImage image = new ImageAttributes(syntax, attributes).read();
    if (image.pixels() > limits.maxPixels()) {
      throw attributes.fault(
          DicomFault.TOO_LARGE,
          Tag.ROWS,
          "The image has %d x %d pixels; at most %d pixels are taken"
              .formatted(image.columns(), image.rows(), limits.maxPixels()));
    }
    return image;
  }

  /**
   * Reads the bytes of the frame that the picture names and then to the end of the file, which is
   * whole if this returns. To be called once.
   *
   * @return native samples, little endian whatever the file is, or a compressed stream
   */
  public byte[] frame(DicomImage image) throws DicomException, IOException {
    DicomElement pixels = pixelData.orElseThrow();
    in.nameElement(Tag.PIXEL_DATA);
    byte[] frame = new FrameReader(in, elements, image).read(pixels);
    elements.readRest(syntax.explicit());
    return frame;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
