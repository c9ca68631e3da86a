package dev.dermstream.loadtest.search;

import dev.dermstream.index.search.LuceneVectorIndex;
import dev.dermstream.index.search.LuceneVectorWriter;
import dev.dermstream.index.search.Neighbor;
import dev.dermstream.index.search.Precision;
import dev.dermstream.index.search.SearchFilter;
import dev.dermstream.index.vectors.UnitVectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The project's own index, as the index service opens it. */
final class Dermstream implements Contestant {
  private final Precision precision;
  private final LuceneVectorIndex index;
  private final Path folder;

  private Dermstream(Precision precision, LuceneVectorIndex index, Path folder) {
    this.precision = precision;
    this.index = index;
    this.folder = folder;
  }

  /** Builds by one thread, so that equal vectors give an equal graph. */
  static void write(UnitVectors base, Path folder) throws IOException {
    List<String> identifiers =
        IntStream.range(0, base.count()).mapToObj(Integer::toString).toList();
    LuceneVectorWriter.write(folder, base, new int[base.count()], identifiers, "");
  }

  static Dermstream open(Path folder, Precision precision) throws IOException {
    return new Dermstream(precision, LuceneVectorIndex.open(folder, precision), folder);
  }

  @Override
  public String name() {
    return "Dermstream, " + precision.key();
  }

  @Override
  public int[] search(float[] query, int k, int candidates) throws IOException {
    List<Neighbor> found = index.search(query, k, candidates, SearchFilter.NONE);
    int[] rows = new int[found.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = found.get(i).row();
    }
    return rows;
  }

  @Override
  public long bytesOffHeap() throws IOException {
    return Folder.bytes(folder) + index.bytesOffHeap();
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
