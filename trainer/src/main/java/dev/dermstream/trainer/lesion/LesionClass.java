package dev.dermstream.trainer.lesion;

import java.util.List;

/** The 15 skin tumours that are told apart. Listed by {@code id_code}, 0 to 14. */
public enum LesionClass implements Condition {
  ACTINIC_KERATOSIS(0, "Actinic Keratosis", "광선각화증"),
  BASAL_CELL_CARCINOMA(1, "Basal Cell Carcinoma", "기저세포암"),
  MELANOCYTIC_NEVUS(2, "Melanocytic Nevus", "멜라닌세포모반"),
  BOWENS_DISEASE(3, "Bowen's Disease", "보웬병"),
  MILIA(4, "Milia", "비립종"),
  VERRUCA_VULGARIS(5, "Verruca Vulgaris", "사마귀"),
  MALIGNANT_MELANOMA(6, "Malignant Melanoma", "악성흑색종"),
  SEBORRHEIC_KERATOSIS(7, "Seborrheic Keratosis", "지루각화증"),
  SQUAMOUS_CELL_CARCINOMA(8, "Squamous Cell Carcinoma", "편평세포암"),
  EPIDERMAL_INCLUSION_CYST(9, "Epidermal Inclusion Cyst", "표피낭종"),
  DERMATOFIBROMA(10, "Dermatofibroma", "피부섬유종"),
  SEBACEOUS_HYPERPLASIA(11, "Sebaceous Hyperplasia", "피지샘증식증"),
  HEMANGIOMA(12, "Hemangioma", "혈관종"),
  PYOGENIC_GRANULOMA(13, "Pyogenic Granuloma", "화농 육아종"),
  LENTIGO_SIMPLEX(14, "Lentigo Simplex", "흑색점");

  private static final List<LesionClass> ALL = List.of(values());

  private final int idCode;
  private final Wording name;

  LesionClass(int idCode, String english, String korean) {
    this.idCode = idCode;
    name = new Wording(english, korean);
  }

  /** The class of an {@code id_code}, 0 to 14. */
  public static LesionClass of(int idCode) {
    return ALL.get(idCode);
  }

  /** How many classes there are. */
  public static int count() {
    return ALL.size();
  }

  public int idCode() {
    return idCode;
  }

  @Override
  public Wording wording() {
    return name;
  }
}
