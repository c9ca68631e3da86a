package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AcceptancePolicy;
import dev.dermstream.dicom.association.AssociationCall;
import dev.dermstream.dicom.association.AssociationLimits;
import dev.dermstream.dicom.association.AssociationServer;
import dev.dermstream.dicom.association.AssociationService;
import dev.dermstream.dicom.association.KnownTitles;
import dev.dermstream.dicom.association.ProposedContext;
import dev.dermstream.dicom.association.RoleSelection;
import dev.dermstream.dicom.association.ServiceClasses;
import dev.dermstream.dicom.association.Timeouts;
import dev.dermstream.dicom.association.Tls;
import dev.dermstream.dicom.file.TransferSyntax;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A server at a free port, made as a test wants it. */
final class TestServer {
  static final String TITLE = "DERMSTREAM";
  static final String COMMITMENT = "1.2.840.10008.1.20.1";
  static final String COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
  static final String EXPLICIT = TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid();
  private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";

  final MemoryStore store = new MemoryStore();
  final Ends ends = new Ends();
  DimseHandlers handlers = DimseHandlers.NONE.withStore(store);
  AssociationLimits limits = AssociationLimits.usual();
  DimseLimits dimseLimits = DimseLimits.usual();
  AcceptancePolicy policy = new KnownTitles(Set.of(TITLE), Set.of());
  Optional<Tls> tls = Optional.empty();

  AssociationServer start() throws IOException {
    return AssociationServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new AssociationService(
            limits, policy, new Classes(), new DimseService(handlers, dimseLimits), ends, tls));
  }

  /** Storage in all syntaxes, verification, storage commitment. */
  static final class Classes implements ServiceClasses {
    /**
     * As it is stored, if it is compressed; else explicit little endian, so that nobody converts.
     */
    private static final List<String> ALL =
        Arrays.stream(TransferSyntax.values())
            .sorted(
                Comparator.comparing((TransferSyntax syntax) ->
                        syntax.coding() == TransferSyntax.PixelCoding.NATIVE)
                    .thenComparing(syntax -> !syntax.uid().equals(EXPLICIT)))
            .map(TransferSyntax::uid)
            .toList();

    @Override
    public List<String> transferSyntaxes(String abstractSyntax) {
      return abstractSyntax.startsWith(STORAGE)
              || abstractSyntax.equals(DimseClient.VERIFICATION)
              || abstractSyntax.equals(COMMITMENT)
          ? ALL
          : List.of();
    }

    @Override
    public boolean allowsProvider(String abstractSyntax) {
      return abstractSyntax.equals(COMMITMENT);
    }
  }

  static AssociationCall call(int port, List<ProposedContext> contexts) {
    return call(port, contexts, List.of(), Optional.empty());
  }

  static AssociationCall call(
      int port, List<ProposedContext> contexts, List<RoleSelection> roles, Optional<Tls> tls) {
    return new AssociationCall(
        new InetSocketAddress("localhost", port),
        "TESTER",
        TITLE,
        contexts,
        roles,
        1 << 16,
        Timeouts.usual(),
        tls);
  }

  /** One context for each kind of object, and one for verification. */
  static List<ProposedContext> contextsOf(List<TestObject> objects) {
    List<ProposedContext> contexts = new ArrayList<>();
    contexts.add(
        new ProposedContext(
            1, DimseClient.VERIFICATION, List.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid())));
    for (TestObject object : objects) {
      contexts.add(
          new ProposedContext(
              2 * contexts.size() + 1, object.sopClass(), List.of(object.transferSyntax())));
    }
    return contexts;
  }
}
