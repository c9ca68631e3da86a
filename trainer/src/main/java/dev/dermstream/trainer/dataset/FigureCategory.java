package dev.dermstream.trainer.dataset;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The 29 categories by which figures of skin in publications are labelled. The first word of each
 * is written into manifests, the others are other spellings of it.
 */
public enum FigureCategory {
  ACNE("Acne", "Acne Vulgaris"),
  ROSACEA("Rosacea"),
  SEBORRHEIC_DERMATITIS("Seborrheic Dermatitis", "Seborrhoeic Dermatitis"),
  PARASITES("Parasites", "Parasitic Infections", "Parasitic Infestations", "Infestations"),
  IRRITANT_CONTACT_DERMATITIS("Irritant Contact Dermatitis", "Irritant Dermatitis", "ICD"),
  ALLERGIC_CONTACT_DERMATITIS("Allergic Contact Dermatitis", "ACD"),
  URTICARIA("Urticaria", "Hives"),
  ANGIOEDEMA("Angioedema", "Angio-oedema"),
  DRUG_REACTIONS("Drug Reactions", "Drug Eruptions", "Adverse Drug Reactions"),
  WARTS("Warts", "Verrucae"),
  DERMATOPHYTE_INFECTIONS("Dermatophyte Infections", "Dermatophytosis", "Dermatophytoses", "Tinea"),
  CANDIDIASIS("Candidiasis", "Candidosis"),
  PSORIASIS("Psoriasis"),
  LICHEN("Lichen", "Lichen Planus"),
  ALOPECIA_AREATA("Alopecia Areata"),
  VITILIGO("Vitiligo"),
  ATOPIC_DERMATITIS("Atopic Dermatitis"),
  ECZEMA("Eczema"),
  BENIGN_SKIN_TUMOURS(
      "Benign Skin Tumours", "Benign Skin Tumors", "Benign Tumours", "Benign Tumors"),
  MALIGNANT_SKIN_TUMOURS(
      "Malignant Skin Tumours",
      "Malignant Skin Tumors",
      "Malignant Tumours",
      "Malignant Tumors",
      "Skin Cancer"),
  BACTERIAL_INFECTIONS("Bacterial Infections", "Bacterial Skin Infections"),
  VIRAL_INFECTIONS("Viral Infections", "Viral Skin Infections"),
  SEXUALLY_TRANSMITTED_DISEASES(
      "Sexually Transmitted Diseases", "Sexually Transmitted Infections", "STD", "STI"),
  AUTOIMMUNE("Autoimmune", "Autoimmune Diseases", "Autoimmune Disorders"),
  HEREDITARY("Hereditary", "Hereditary Diseases", "Genetic Disorders", "Genodermatoses"),
  SWEAT_GLAND_DISORDERS("Sweat Gland Disorders", "Disorders of Sweat Glands"),
  INJURY_RELATED("Injury-Related", "Injuries", "Injury", "Trauma"),
  OTHER("Other", "Others"),
  UNSPECIFIED("Unspecified", "Unknown", "Not Specified");

  private static final Map<String, FigureCategory> BY_SPELLING = bySpelling();

  private final String label;

  /** One a line: a constant holds nothing that could change. */
  private final String spellings;

  FigureCategory(String name, String... others) {
    this.label = name;
    this.spellings = name + "\n" + String.join("\n", others);
  }

  private static Map<String, FigureCategory> bySpelling() {
    Map<String, FigureCategory> found = new HashMap<>();
    for (FigureCategory each : values()) {
      each.spellings.lines().forEach(spelling -> found.put(folded(spelling), each));
    }
    return found;
  }

  /** The category that a label means; case, signs and a plural's s do not matter. */
  public static Optional<FigureCategory> of(String label) {
    return Optional.ofNullable(BY_SPELLING.get(folded(label)));
  }

  private static String folded(String label) {
    String letters =
        label.toLowerCase(Locale.ROOT).replace("&", " and ").replaceAll("[^a-z]+", " ").strip();
    return letters.endsWith("s") ? letters.substring(0, letters.length() - 1) : letters;
  }

  /** As manifests write it. */
  public String label() {
    return label;
  }
}
