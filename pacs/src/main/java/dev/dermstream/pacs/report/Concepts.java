package dev.dermstream.pacs.report;

import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Agreement;
import java.util.Map;

/** The codes of PS3.16 that reports are made of, and those of this project. */
final class Concepts {
  /** Of codes that no standard has; its meaning stays what it is, codes are only added. */
  static final String OWN_SCHEME = "99DERMSTREAM";

  static final Code REPORT = dcm("126000", "Imaging Measurement Report");
  static final Code LANGUAGE = dcm("121049", "Language of Content Item and Descendants");
  static final Code ENGLISH = new Code("en", "RFC5646", "English");
  static final Code KOREAN = new Code("ko", "RFC5646", "Korean");
  static final Code OBSERVER_TYPE = dcm("121005", "Observer Type");
  static final Code DEVICE = dcm("121007", "Device");
  static final Code DEVICE_UID = dcm("121012", "Device Observer UID");
  static final Code DEVICE_NAME = dcm("121013", "Device Observer Name");
  static final Code DEVICE_MANUFACTURER = dcm("121014", "Device Observer Manufacturer");
  static final Code DEVICE_MODEL = dcm("121015", "Device Observer Model Name");
  static final Code DEVICE_SERIAL = dcm("121016", "Device Observer Serial Number");
  static final Code PROCEDURE_REPORTED = dcm("121058", "Procedure reported");
  static final Code IMAGING_PROCEDURE = sct("363679005", "Imaging procedure");
  static final Code IMAGE_LIBRARY = dcm("111028", "Image Library");
  static final Code IMAGE_LIBRARY_GROUP = dcm("126200", "Image Library Group");
  static final Code MODALITY = dcm("121139", "Modality");
  static final Code IMAGE_LATERALITY = dcm("111027", "Image Laterality");
  static final Code STUDY_DATE = dcm("111060", "Study Date");
  static final Code STUDY_TIME = dcm("111061", "Study Time");
  static final Code CONTENT_DATE = dcm("111018", "Content Date");
  static final Code CONTENT_TIME = dcm("111019", "Content Time");
  static final Code ACQUISITION_DATE = dcm("126201", "Acquisition Date");
  static final Code ACQUISITION_TIME = dcm("126202", "Acquisition Time");
  static final Code PIXEL_ROWS = dcm("110910", "Pixel Data Rows");
  static final Code PIXEL_COLUMNS = dcm("110911", "Pixel Data Columns");
  static final Code MEASUREMENTS = dcm("126010", "Imaging Measurements");
  static final Code GROUP = dcm("125007", "Measurement Group");
  static final Code TRACKING_IDENTIFIER = dcm("112039", "Tracking Identifier");
  static final Code TRACKING_UID = dcm("112040", "Tracking Unique Identifier");
  static final Code FINDING = dcm("121071", "Finding");
  static final Code FINDING_SITE = sct("363698007", "Finding Site");
  static final Code LATERALITY = sct("272741003", "Laterality");
  static final Code IMAGE_REGION = dcm("111030", "Image Region");
  static final Code SOURCE = sct("260753009", "Source");
  static final Code ALGORITHM_NAME = dcm("111001", "Algorithm Name");
  static final Code ALGORITHM_VERSION = dcm("111003", "Algorithm Version");
  static final Code ALGORITHM_PARAMETERS = dcm("111002", "Algorithm Parameters");
  static final Code EVALUATIONS = new Code("C0034375", "UMLS", "Qualitative Evaluations");
  static final Code SUMMARY = dcm("121111", "Summary");
  static final Code PERCENT = new Code("%", "UCUM", "Percent");
  static final Code PIXELS = new Code("{pixels}", "UCUM", "Pixels");

  static final Code CLASS_CONFIDENCE = own("CLASS-CONFIDENCE", "Class confidence");
  static final Code CLASS_CONFIDENCE_UNANSWERED =
      own("NO-ANSWER-CONF", "Class confidence, not an answer");
  static final Code CALIBRATED = own("CLASS-PROB", "Calibrated class probability");
  static final Code CALIBRATED_UNANSWERED =
      own("NO-ANSWER-PROB", "Calibrated class probability, not an answer");
  static final Code LESION_PROBABILITY =
      own("LESION-PROB", "Probability of a lesion in the region");
  static final Code CLASS = own("CLASS", "Class");
  static final Code DISPOSITION = own("DISPOSITION", "Disposition of the automated reading");
  static final Code ANSWERED = own("ANSWERED", "Answered");
  static final Code ABSTAINED = own("ABSTAINED", "Abstained: no answer");
  static final Code ABSTENTION_REASON = own("ABSTENTION", "Reason for abstention");
  static final Code AGREEMENT = own("AGREEMENT", "Agreement of model and measurement");
  static final Code MODEL_CLASS = own("MODEL-CLASS", "Class named by the model");
  static final Code PREDICTION_SET = own("PREDICTION-SET", "Class within the prediction set");
  static final Code NOTICE = own("NOTICE", "Notice");

  private static final Map<AbstentionReason, Code> REASONS =
      Map.of(
          AbstentionReason.ABSTENTION_REASON_NO_CLUSTERS,
          own("NO-CLUSTERS", "Nothing was measured"),
          AbstentionReason.ABSTENTION_REASON_OUT_OF_DISTRIBUTION,
          own("OUT-OF-DIST", "Unlike the training images"),
          AbstentionReason.ABSTENTION_REASON_EMPTY_SET,
          own("EMPTY-SET", "Empty prediction set"),
          AbstentionReason.ABSTENTION_REASON_LARGE_SET,
          own("LARGE-SET", "Too large prediction set"),
          AbstentionReason.ABSTENTION_REASON_LOW_CONFIDENCE,
          own("LOW-CONFIDENCE", "Low class confidence"),
          AbstentionReason.ABSTENTION_REASON_LOW_PROBABILITY,
          own("LOW-PROBABILITY", "Low calibrated probability"),
          AbstentionReason.ABSTENTION_REASON_MODEL_DIFFERS,
          own("MODEL-DIFFERS", "Model and measurement differ"),
          AbstentionReason.ABSTENTION_REASON_NO_MODEL_LABEL,
          own("NO-MODEL-CLASS", "Model named no class"));

  private static final Code OTHER_REASON = own("OTHER-REASON", "Other reason");

  /** Modalities of pictures of skin (CID 29); others are told as Other. */
  private static final Map<String, String> MODALITIES =
      Map.of(
          "XC", "External-camera Photography",
          "DMS", "Dermoscopy",
          "GM", "General Microscopy",
          "SM", "Slide Microscopy",
          "ES", "Endoscopy",
          "US", "Ultrasound",
          "MR", "Magnetic Resonance",
          "CT", "Computed Tomography",
          "OP", "Ophthalmic Photography");

  private Concepts() {}

  static Code own(String value, String meaning) {
    return new Code(value, OWN_SCHEME, meaning);
  }

  static Code modality(String modality) {
    String meaning = MODALITIES.get(modality);
    return meaning == null ? dcm("OT", "Other") : dcm(modality, meaning);
  }

  static Code reason(AbstentionReason reason) {
    return REASONS.getOrDefault(reason, OTHER_REASON);
  }

  static Code agreement(Agreement agreement) {
    return switch (agreement) {
      case AGREEMENT_AGREE -> own("AGREE", "Both name the same class");
      case AGREEMENT_DIFFER -> own("DIFFER", "They name different classes");
      case AGREEMENT_NO_MODEL_LABEL -> own("NO-MODEL-CLASS", "Model named no class");
      case AGREEMENT_UNSPECIFIED, UNRECOGNIZED -> own("NOT-COMPARED", "Not compared");
    };
  }

  private static Code dcm(String value, String meaning) {
    return new Code(value, "DCM", meaning);
  }

  private static Code sct(String value, String meaning) {
    return new Code(value, "SCT", meaning);
  }
}
