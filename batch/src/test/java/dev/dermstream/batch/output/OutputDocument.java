package dev.dermstream.batch.output;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The page on outputs, with what the code has and what it writes. */
final class OutputDocument {
  /** Of a result, and of what it says of its own; the rest is the report's. */
  private static final Set<String> ELSEWHERE = Set.of("report");

  private OutputDocument() {}

  static String markdown() throws IOException {
    return """
    # Outputs of a batch job

    A job writes its results to any number of places. This page is checked by a test; what is \
    in its tables and examples comes out of the code.

    | form | location | what is there |
    | --- | --- | --- |
    | JSONL | `FILE.jsonl` | one JSON object a line, everything that is known |
    | CSV | `FILE.csv` | one row an image, flat columns |
    | PARQUET | `FILE.parquet` | the same columns, typed |
    | DICOM_SR | `FOLDER/`, or a folder that is there | a structured report for each DICOM image |
    | JDBC | `jdbc:postgresql://HOST:PORT/DATABASE?table=NAME`, `jdbc:sqlite:FILE?table=NAME` | \
    the same columns in a table |

    The form is known by the location, as above, or named with the output. Each image is there \
    once, in the order of the archive; files with the same bytes are its `other_names`.

    - **Before a job runs** every place is tried: a folder or table that is missing is made, \
    and something is written and taken back. A typing error shows then, not after hours.
    - **Whole or not at all.** A file is written beside its place as `.NAME.JOB.partial`, forced \
    to the disk and renamed; a folder likewise; rows go in one transaction. After a full disk, a \
    lost database or a stop, the place holds what it held before, and the job can be resumed.
    - **The same job and results give the same bytes**, in every form: nothing is of the time, \
    the machine or the run.

    ## JSONL

    UTF-8, a line feed after each object. Lists, numbers and flags are always there, texts and \
    objects where they are set; constants are without the name of their type. Names and \
    meanings are those of the contract (`dermstream/batch/v1/batch.proto`, \
    `dermstream/v1/screening.proto`), with `release` for `release_id`.

    | field | value |
    | --- | --- |
    %s
    An image with an answer, and one without:

    ```json
    %s```

    ## Columns

    CSV, Parquet and tables have these columns; new ones come at the end. A value that there is \
    not is an empty cell or null.

    | column | CSV and SQLite | PostgreSQL | Parquet | meaning |
    | --- | --- | --- | --- | --- |
    %s
    ## CSV

    RFC 4180: commas, quotes where they are needed, CR LF, a header; UTF-8, with a byte order \
    mark where `dermstream.batch.output.csv.byte-order-mark` says so. Numbers have a point and \
    no groups. Whole numbers of a list have blanks between, classes are `ID=PERCENT`, texts of a \
    list are a JSON array.

    **Formulas.** A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` (also in full \
    width), a tabulator or a line end. A text that does, and one that begins with an apostrophe, \
    gets an apostrophe in front: take one away from every text that begins with it, and it is as \
    it was. Numbers are never touched.

    ```csv
    %s```

    ## Parquet

    Apache Parquet, compressed by Zstandard; an empty list is a list, a missing one null.

    ```
    %s```

    ## DICOM structured reports

    One object `DIGEST.dcm` for each image that was answered or abstained from and whose file is \
    DICOM; DIGEST is the file's SHA-256. It is a Comprehensive 3D SR by TID 1500, as the gateway \
    for PACS writes it ([pacs-conformance.md](pacs-conformance.md)): preliminary, not verified, \
    in the image's study. Patient and study are copied from the image, so the archive is read \
    again. `dermstream.batch.output.dicom-sr.codes` names the file with the classes' codes that \
    the hospital has confirmed. The report says that it was made when the job was submitted, and \
    its identifiers follow from the image, that time, release, profile, adapter and language: \
    the same job writes the same objects again, another job other ones.

    `not-written.csv` lists the images that should have a report and have none, guarded against \
    formulas as above:

    ```csv
    %s
    5,back/7.dcm,%s,the file cannot be read again: MISSING
    ```

    An archive that is away for a while fails the writing, \
    which is tried again, rather than filling this list.

    The folder is replaced as a whole. One that holds anything else than such reports is refused.

    ## Tables

    The columns above behind `job_id`; the key is `job_id` and `position`. The table is made \
    where it is missing; one that is there may have more columns, not fewer. The rows of a job \
    are replaced in one transaction, those of other jobs stay.

    The address of a job holds no password. `dermstream.batch.output.jdbc` names the one server \
    that user and password are told to, and the file with the password. Of a driver's \
    parameters an address may name `user`, `sslmode`, `sslrootcert` and `currentSchema`.

    ```sql
    %s;
    ```
    """
        .formatted(
            fields(),
            lines(),
            columns(),
            csv(),
            ParquetColumns.SCHEMA,
            String.join(",", ReportFolder.COLUMNS),
            TestResults.all().getFirst().getImageSha256(),
            JdbcTable.definition(TableName.quoted("dermstream_results")));
  }

  private static String fields() {
    StringBuilder rows = new StringBuilder();
    for (FieldDescriptor field : ImageResult.getDescriptor().getFields()) {
      if (!ELSEWHERE.contains(field.getName())) {
        field(rows, "", field);
      }
    }
    rows.append("| `release` | text |\n");
    List.of("profile", "adapter", "engine", "model_sha256", "preprocessing_sha256")
        .forEach(name -> rows.append("| `%s` | text |\n".formatted(name)));
    for (String name : ResultJson.REPORT) {
      field(rows, "", Report.getDescriptor().findFieldByName(name));
    }
    return rows.toString();
  }

  private static void field(StringBuilder rows, String above, FieldDescriptor field) {
    String name = above + field.getName() + (field.isRepeated() ? "[]" : "");
    // Those of a further lesion are like those of the main one.
    if (field.getJavaType() != JavaType.MESSAGE) {
      rows.append("| `%s` | %s |\n".formatted(name, type(field)));
    } else if (above.contains("further_lesions") && !field.getName().equals("region")) {
      rows.append("| `%s` | as above |\n".formatted(name));
    } else {
      Descriptor of = field.getMessageType();
      of.getFields().forEach(inner -> field(rows, name + ".", inner));
    }
  }

  private static String type(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> "whole number";
      case DOUBLE, FLOAT -> "number";
      case BOOLEAN -> "flag";
      case ENUM -> "constant";
      case STRING -> "text";
      case MESSAGE, BYTE_STRING -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private static String columns() {
    StringBuilder rows = new StringBuilder();
    for (Column column : Columns.ALL) {
      rows.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(
                  column.name(),
                  flat(column.type()),
                  JdbcTable.type(column),
                  parquet(column.type()),
                  column.meaning()));
    }
    return rows.toString();
  }

  private static String flat(ColumnType type) {
    return switch (type) {
      case TEXT -> "text";
      case JSON -> "JSON as in JSONL";
      case INT, LONG -> "whole number";
      case DOUBLE -> "number";
      case FLAG -> "`true` or `false`; 1 or 0";
      case TEXTS -> "JSON array";
      case INTS -> "`1 2 3`";
      case SHARES -> "`0=12.5 1=87.5`";
    };
  }

  private static String parquet(ColumnType type) {
    return switch (type) {
      case TEXT -> "string";
      case JSON -> "JSON";
      case INT -> "int32";
      case LONG -> "int64";
      case DOUBLE -> "double";
      case FLAG -> "boolean";
      case TEXTS -> "list of string";
      case INTS -> "list of int32";
      case SHARES -> "list of `id_code` int32, `percent` double";
    };
  }

  private static String lines() throws IOException {
    return write(new JsonLines());
  }

  private static String csv() throws IOException {
    return write(CsvRows.form(false)).replace("\r\n", "\n");
  }

  private static String write(FileForm form) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Rows rows = form.open(bytes)) {
      rows.add(TestResults.all().get(0));
      rows.add(TestResults.all().get(3));
      rows.end();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
