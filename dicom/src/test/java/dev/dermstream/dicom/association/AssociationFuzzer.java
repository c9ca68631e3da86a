package dev.dermstream.dicom.association;

import dev.dermstream.dicom.dimse.DimseHandlers;
import dev.dermstream.dicom.dimse.DimseLimits;
import dev.dermstream.dicom.dimse.DimseService;
import dev.dermstream.dicom.dimse.DimseStatus;
import dev.dermstream.dicom.dimse.StoreSink;
import dev.dermstream.dicom.file.Uid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a fuzzer calls with what a peer may say, as Jazzer and libFuzzer name it; {@code dicom/fuzz}
 * runs it. Whatever the bytes: an end that the peer is to blame for, and every sink finished or
 * told of the abort.
 */
public final class AssociationFuzzer {
  private static final List<String> SYNTAXES = List.of("1.2.840.10008.1.2.1", "1.2.840.10008.1.2");

  private AssociationFuzzer() {}

  /** Ends normally, or the fuzzer has found something. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    AssociationEnd end = end(input);
    if (end == AssociationEnd.ABORTED_HERE || end == AssociationEnd.TIMED_OUT) {
      throw new AssertionError("ended by " + end);
    }
  }

  static AssociationEnd end(byte[] input) throws IOException {
    AtomicInteger open = new AtomicInteger();
    AtomicReference<AssociationEnd> ended = new AtomicReference<>();
    AssociationService service =
        new AssociationService(
            AssociationLimits.usual(),
            candidate -> Optional.empty(),
            new Classes(),
            new DimseService(handlers(open), new DimseLimits(4096, 1024, 1024)),
            listener(ended),
            Optional.empty());
    try (StreamSocket socket = new StreamSocket(input);
        Connection connection = new Connection(socket, service.limits().timeouts())) {
      new Acceptor(service, new Slots(1, 1), connection).run();
    }
    if (open.get() != 0) {
      throw new AssertionError("a sink was neither finished nor aborted, or both");
    }
    return ended.get();
  }

  private static DimseHandlers handlers(AtomicInteger open) {
    return DimseHandlers.NONE
        .withStore(request -> {
          if (!Uid.isValid(request.sopInstance()) || !Uid.isValid(request.sopClass())) {
            throw new AssertionError("not a UID");
          }
          open.incrementAndGet();
          return new CountedSink(open);
        })
        .withEvent((association, event) -> DimseStatus.SUCCESS);
  }

  private record CountedSink(AtomicInteger open) implements StoreSink {
    @Override
    public void write(byte[] bytes, int offset, int length) {}

    @Override
    public DimseStatus finish() {
      open.decrementAndGet();
      return DimseStatus.SUCCESS;
    }

    @Override
    public void abort() {
      open.decrementAndGet();
    }
  }

  private static final class Classes implements ServiceClasses {
    @Override
    public List<String> transferSyntaxes(String abstractSyntax) {
      return SYNTAXES;
    }

    @Override
    public boolean allowsProvider(String abstractSyntax) {
      return true;
    }
  }

  private static AssociationListener listener(AtomicReference<AssociationEnd> ended) {
    return new AssociationListener() {
      @Override
      public void rejected(Candidate candidate, Rejection why) {
        ended.set(AssociationEnd.REJECTED);
      }

      @Override
      public void ended(AssociationInfo association, AssociationEnd end) {
        ended.set(end);
      }

      @Override
      public void failed(InetSocketAddress peer, AssociationEnd end) {
        ended.set(end);
      }
    };
  }
}
