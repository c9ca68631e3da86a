package dev.dermstream.pacs.client;

import com.google.protobuf.ByteString;
import dev.dermstream.pacs.v1.ClientFrame;
import dev.dermstream.pacs.v1.InstanceBegin;
import dev.dermstream.pacs.v1.InstanceChunk;
import dev.dermstream.pacs.v1.InstanceEnd;
import dev.dermstream.pacs.v1.OutcomesStored;
import dev.dermstream.pacs.v1.StudyComplete;
import dev.dermstream.v1.Lane;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Something that is sent as a whole and stored as a whole. */
sealed interface Pending {
  /** Its frames, without their sequence. */
  Iterator<ClientFrame.Builder> frames(Lane lane, int chunkBytes);

  /** An object. */
  record OfObject(PacsObject object) implements Pending {
    @Override
    public Iterator<ClientFrame.Builder> frames(Lane lane, int chunkBytes) {
      ByteString bytes = object.part10();
      int chunks = Math.ceilDiv(bytes.size(), chunkBytes);
      return Stream.of(
              Stream.of(
                  ClientFrame.newBuilder()
                      .setBegin(
                          InstanceBegin.newBuilder()
                              .setStudyInstanceUid(object.studyInstance())
                              .setSopInstanceUid(object.sopInstance())
                              .setTotalBytes(bytes.size())
                              .setSha256(object.sha256())
                              .setLane(lane))),
              IntStream.range(0, chunks).mapToObj(i -> chunk(bytes, i * chunkBytes, chunkBytes)),
              Stream.of(ClientFrame.newBuilder().setEnd(InstanceEnd.getDefaultInstance())))
          .flatMap(frames -> frames)
          .iterator();
    }

    private static ClientFrame.Builder chunk(ByteString bytes, int offset, int chunkBytes) {
      int end = Math.min(bytes.size(), offset + chunkBytes);
      return ClientFrame.newBuilder()
          .setChunk(
              InstanceChunk.newBuilder().setOffset(offset).setData(bytes.substring(offset, end)));
    }
  }

  /** What a study is made of. */
  record OfStudy(String study, List<String> sopInstances) implements Pending {
    @Override
    public Iterator<ClientFrame.Builder> frames(Lane lane, int chunkBytes) {
      return Stream.of(
              ClientFrame.newBuilder()
                  .setStudyComplete(
                      StudyComplete.newBuilder()
                          .setStudyInstanceUid(study)
                          .addAllSopInstanceUids(sopInstances)))
          .iterator();
    }
  }

  /** Outcomes that are stored; of no use any more when the connection breaks. */
  record OfOutcomes(long cursor) implements Pending {
    @Override
    public Iterator<ClientFrame.Builder> frames(Lane lane, int chunkBytes) {
      return Stream.of(
              ClientFrame.newBuilder()
                  .setOutcomesStored(OutcomesStored.newBuilder().setCursor(cursor)))
          .iterator();
    }
  }
}
