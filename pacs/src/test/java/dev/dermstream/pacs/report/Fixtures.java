package dev.dermstream.pacs.report;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.TransferSyntax;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import dev.dermstream.v1.Agreement;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ClassProbability;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.PredictionSet;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Images, reports and codes to make reports of. */
final class Fixtures {
  static final String NOTICE = "For research; not for clinical use.";
  static final String PHOTOGRAPHIC = "1.2.840.10008.5.1.4.1.1.77.1.4";
  static final String DERMOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.7";
  static final List<String> NAMES =
      List.of("Actinic keratosis", "Melanoma", "Nevus", "Basal cell carcinoma");

  private Fixtures() {}

  /** An image's attributes; of those that are copied, only the given ones. */
  static WritableDataSet image(String sopClass, String modality) {
    return WritableDataSet.unicode()
        .uid(Tag.SOP_CLASS_UID, sopClass)
        .uid(Tag.SOP_INSTANCE_UID, "2.25.11")
        .uid(Tag.STUDY_INSTANCE_UID, "2.25.12")
        .uid(Tag.SERIES_INSTANCE_UID, "2.25.13")
        .text(Tag.MODALITY, Vr.CS, modality)
        .unsignedShorts(Tag.ROWS, 450)
        .unsignedShorts(Tag.COLUMNS, 600);
  }

  static WritableDataSet photograph() {
    return image(PHOTOGRAPHIC, "XC")
        .text(SrTag.PATIENT_NAME, Vr.PN, "Canary^Penelope")
        .text(SrTag.PATIENT_ID, Vr.LO, "CANARY-4711")
        .text(SrTag.ISSUER_OF_PATIENT_ID, Vr.LO, "HOSPITAL")
        .text(SrTag.PATIENT_BIRTH_DATE, Vr.DA, "19700203")
        .text(SrTag.PATIENT_SEX, Vr.CS, "F")
        .text(SrTag.STUDY_DATE, Vr.DA, "20261121")
        .text(SrTag.STUDY_TIME, Vr.TM, "083000")
        .text(SrTag.ACQUISITION_DATE, Vr.DA, "20261121")
        .text(SrTag.ACQUISITION_TIME, Vr.TM, "083100")
        .text(SrTag.ACCESSION_NUMBER, Vr.SH, "A-1")
        .text(SrTag.REFERRING_PHYSICIAN, Vr.PN, "Referrer^Canary")
        .text(SrTag.STUDY_ID, Vr.SH, "1")
        .text(SrTag.STUDY_DESCRIPTION, Vr.LO, "Skin check");
  }

  static WritableDataSet dermoscopy() {
    return photograph()
        .uid(Tag.SOP_CLASS_UID, DERMOSCOPIC)
        .text(Tag.MODALITY, Vr.CS, "DMS")
        .text(Tag.IMAGE_LATERALITY, Vr.CS, "L")
        .item(
            Tag.ANATOMIC_REGION,
            code ->
                code.text(Tag.CODE_VALUE, Vr.SH, "T-D8000")
                    .text(Tag.CODING_SCHEME, Vr.SH, "99TEST")
                    .text(Tag.CODE_MEANING, Vr.LO, "Upper limb"));
  }

  static SourceObject source(WritableDataSet image) throws Exception {
    byte[] file = image.file(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    try (DicomFile read =
        DicomFile.open(
            new ByteArrayInputStream(file), DicomLimits.ofPixels(1 << 20), SourceObject.KEPT)) {
      return SourceObject.of(read.attributes());
    }
  }

  static Details details() {
    return new Details(
        42,
        "ab".repeat(32),
        "cd".repeat(32),
        Instant.parse("2026-11-22T23:30:00Z"),
        Instant.parse("2026-11-22T23:30:01.5Z"),
        ZoneId.of("Asia/Seoul"));
  }

  /** Four classes, the second of which is the label. */
  static Report.Builder answered() {
    return Report.newBuilder()
        .setRequestId("r-1")
        .setDisposition(Disposition.DISPOSITION_ANSWERED)
        .setLabel(label(1, 87.5))
        .addSimilarLabels(label(2, 10.25))
        .addSimilarLabels(label(0, 2))
        .addAllClassConfidence(confidences())
        .setSummary("A dark, asymmetric macule.\nIrregular border.")
        .setLanguage(Language.LANGUAGE_ENGLISH)
        .setModelLabel(label(1, 80))
        .setAgreement(Agreement.AGREEMENT_AGREE)
        .setCalibrated(
            CalibratedConfidence.newBuilder()
                .setTemperature(1.5)
                .addProbabilities(probability(1, 71.123456789))
                .addProbabilities(probability(2, 28.876543211))
                .setPredictionSet(
                    PredictionSet.newBuilder().setCoveragePercent(90).addIdCodes(1).addIdCodes(2)))
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId("demonstration-0123456789abcdef")
                .setNodeId("node-a")
                .setEngine("OnnxRuntime 1.29.0 cpu")
                .setProfile("tumour4")
                .setModelSha256("12".repeat(32))
                .setPreprocessingSha256("34".repeat(32)))
        .setNotice(NOTICE)
        .setImage(ImageInfo.newBuilder().setFormat("DICOM").setWidth(600).setHeight(450));
  }

  static List<ClassConfidence> confidences() {
    return List.of(
        confidence(0, 2), confidence(1, 87.5), confidence(2, 10.25), confidence(3, 0.25));
  }

  static ClassConfidence confidence(int idCode, double percent) {
    return ClassConfidence.newBuilder().setIdCode(idCode).setConfidencePercent(percent).build();
  }

  private static ClassProbability probability(int idCode, double percent) {
    return ClassProbability.newBuilder().setIdCode(idCode).setProbabilityPercent(percent).build();
  }

  static Label label(int idCode, double percent) {
    return Label.newBuilder()
        .setIdCode(idCode)
        .setNameEnglish(NAMES.get(idCode))
        .setNameKorean("병변" + idCode)
        .setScorePercent(percent)
        .build();
  }

  static Region region(int x, int y, int width, int height) {
    return Region.newBuilder()
        .setFound(true)
        .setX(x)
        .setY(y)
        .setWidth(width)
        .setHeight(height)
        .setProbabilityPercent(93)
        .build();
  }

  static FurtherLesion further(Disposition disposition, Region region) {
    return FurtherLesion.newBuilder()
        .setRegion(region)
        .setDisposition(disposition)
        .setLabel(label(2, 60))
        .addSimilarLabels(label(3, 40))
        .addClassConfidence(confidence(2, 60))
        .addClassConfidence(confidence(3, 40))
        .build();
  }

  static ProfileInfo profile() {
    ProfileInfo.Builder profile = ProfileInfo.newBuilder().setName("tumour4");
    for (int i = 0; i < NAMES.size(); i++) {
      profile.addLabelSet(label(i, 0));
    }
    return profile.build();
  }

  /** The proposal, signed. */
  static CodeMap codes() {
    String signed =
        CodeMapProposal.of(List.of(profile()))
            .replace("confirmed-by = \"\"", "confirmed-by = \"Dr. Example\"")
            .replace("confirmed-on = \"\"", "confirmed-on = \"2026-11-22\"");
    return CodeMap.of(ConfigFactory.parseString(signed));
  }
}
