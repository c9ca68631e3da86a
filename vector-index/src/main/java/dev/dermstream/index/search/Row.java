package dev.dermstream.index.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;

/** What is kept of a document beside its vector. */
record Row(int row, String identifier, int idCode, ImageAttributes attributes) {

  /** Of every document of a segment. */
  static List<Row> readAll(LeafReader segment) throws IOException {
    NumericDocValues numbers = DocValues.getNumeric(segment, LuceneVectorWriter.ROW);
    NumericDocValues idCodes = DocValues.getNumeric(segment, LuceneVectorWriter.ID_CODE);
    BinaryDocValues identifiers = DocValues.getBinary(segment, LuceneVectorWriter.IDENTIFIER);
    BinaryDocValues modalities = DocValues.getBinary(segment, LuceneVectorWriter.MODALITY);
    BinaryDocValues sites = DocValues.getBinary(segment, LuceneVectorWriter.SITE);
    List<Row> rows = new ArrayList<>(segment.maxDoc());
    for (int doc = 0; doc < segment.maxDoc(); doc++) {
      if (!numbers.advanceExact(doc)
          || !idCodes.advanceExact(doc)
          || !identifiers.advanceExact(doc)) {
        throw new IOException("document " + doc + " lacks its row, class or identifier");
      }
      rows.add(
          new Row(
              Math.toIntExact(numbers.longValue()),
              identifiers.binaryValue().utf8ToString(),
              Math.toIntExact(idCodes.longValue()),
              attributes(text(modalities, doc), text(sites, doc))));
    }
    return List.copyOf(rows);
  }

  private static ImageAttributes attributes(String modality, String site) {
    return modality.isEmpty() && site.isEmpty()
        ? ImageAttributes.UNKNOWN
        : new ImageAttributes(modality, site);
  }

  private static String text(BinaryDocValues values, int doc) throws IOException {
    return values.advanceExact(doc) ? values.binaryValue().utf8ToString() : "";
  }
}
