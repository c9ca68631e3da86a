package dev.dermstream.dicom.file;

import dev.dermstream.v1.NeighborFilter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * How and where a picture of skin was taken, in the words by which nearest training images are
 * narrowed ({@code NeighborFilter}). Of free text only the meaning of codes is read, no name and no
 * comment.
 *
 * @param modality {@value #DERMOSCOPY} for the Dermoscopic Photography Image (PS3.3, A.32.11) or
 *     modality DMS, {@value #CLINICAL} for photographs, empty for anything else
 * @param site the body's part in lower case: the meaning of the code in Anatomic Region Sequence,
 *     else Body Part Examined
 * @param siteCode scheme and value of that code, {@code SCHEME:VALUE}
 * @param siteModifier meaning of the region's modifier, for example "dorsal"
 * @param laterality which side, of the image, else of the body part
 */
public record DermatologyAttributes(
    Optional<String> modality,
    Optional<String> site,
    Optional<String> siteCode,
    Optional<String> siteModifier,
    Optional<Laterality> laterality) {
  /** As data sets name it. */
  public static final String DERMOSCOPY = "dermoscopy";

  /** As data sets name it. */
  public static final String CLINICAL = "clinical";

  private static final String DERMOSCOPIC_PHOTOGRAPHY = "1.2.840.10008.5.1.4.1.1.77.1.7";
  private static final String PHOTOGRAPHIC_IMAGE = "1.2.840.10008.5.1.4.1.1.77.1.4";
  private static final String UNICODE = "ISO_IR 192";
  private static final int MAX_TEXT = 64;

  /** Sides of the body (PS3.3, C.7.3.1 and C.7.6.1.1.1). */
  public enum Laterality {
    RIGHT,
    LEFT,
    BOTH,
    UNPAIRED
  }

  /**
   * Nearest training images like this one: of its modality and site, as far as the file tells them.
   * An index refuses values that none of its images has.
   */
  public NeighborFilter neighborFilter() {
    NeighborFilter.Builder filter = NeighborFilter.newBuilder();
    modality.ifPresent(filter::addModality);
    site.ifPresent(filter::addSite);
    return filter.build();
  }

  static DermatologyAttributes of(DataSet attributes) {
    Charset charset =
        attributes.text(Tag.SPECIFIC_CHARACTER_SET).equals(UNICODE)
            ? StandardCharsets.UTF_8
            : StandardCharsets.ISO_8859_1;
    Optional<DataSet> region = first(attributes, Tag.ANATOMIC_REGION);
    Optional<String> coded = region.flatMap(code -> meaning(code, charset));
    return new DermatologyAttributes(
        modality(attributes),
        coded.or(() -> text(attributes.text(Tag.BODY_PART_EXAMINED))),
        region.flatMap(DermatologyAttributes::code),
        region
            .flatMap(code -> first(code, Tag.ANATOMIC_REGION_MODIFIER))
            .flatMap(code -> meaning(code, charset)),
        laterality(attributes.text(Tag.IMAGE_LATERALITY))
            .or(() -> laterality(attributes.text(Tag.LATERALITY))));
  }

  private static Optional<String> modality(DataSet attributes) {
    String sopClass = attributes.text(Tag.SOP_CLASS_UID);
    String modality = attributes.text(Tag.MODALITY);
    if (sopClass.equals(DERMOSCOPIC_PHOTOGRAPHY) || modality.equals("DMS")) {
      return Optional.of(DERMOSCOPY);
    }
    return sopClass.equals(PHOTOGRAPHIC_IMAGE) || modality.equals("XC")
        ? Optional.of(CLINICAL)
        : Optional.empty();
  }

  private static Optional<DataSet> first(DataSet attributes, int tag) {
    return attributes.items(tag).stream().findFirst();
  }

  private static Optional<String> meaning(DataSet code, Charset charset) {
    return text(code.text(Tag.CODE_MEANING, charset));
  }

  private static Optional<String> text(String value) {
    boolean usable =
        !value.isBlank()
            && value.length() <= MAX_TEXT
            && value.chars().noneMatch(Character::isISOControl);
    return usable ? Optional.of(value.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static Optional<String> code(DataSet code) {
    String text = code.text(Tag.CODING_SCHEME) + ":" + code.text(Tag.CODE_VALUE);
    return text.matches("[A-Z0-9_.]{1,16}:[A-Za-z0-9_.-]{1,16}")
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<Laterality> laterality(String text) {
    return switch (text) {
      case "R" -> Optional.of(Laterality.RIGHT);
      case "L" -> Optional.of(Laterality.LEFT);
      case "B" -> Optional.of(Laterality.BOTH);
      case "U" -> Optional.of(Laterality.UNPAIRED);
      default -> Optional.empty();
    };
  }
}
