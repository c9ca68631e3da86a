package dev.dermstream.dicom.association;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the PDUs that are read as a whole (PS3.8, 9.3.2 to 9.3.8). Unknown items are ignored. */
final class PduDecoder {
  static final int RESERVED_BYTES = 32;
  static final int APPLICATION_CONTEXT_ITEM = 0x10;
  static final int PROPOSED_CONTEXT_ITEM = 0x20;
  static final int ANSWERED_CONTEXT_ITEM = 0x21;
  static final int ABSTRACT_SYNTAX_ITEM = 0x30;
  static final int TRANSFER_SYNTAX_ITEM = 0x40;
  static final int USER_INFORMATION_ITEM = 0x50;
  static final int MAX_LENGTH_ITEM = 0x51;
  static final int IMPLEMENTATION_CLASS_ITEM = 0x52;
  static final int WINDOW_ITEM = 0x53;
  static final int ROLE_ITEM = 0x54;
  static final int IMPLEMENTATION_VERSION_ITEM = 0x55;

  /** A peer that takes less takes nothing. */
  private static final int LEAST_PDU_BYTES = 16;

  private static final UserInformation NOTHING_SAID =
      new UserInformation(0, "", "", false, List.of());

  private PduDecoder() {}

  /**
   * @param type as the PDU's head says, not of P-DATA-TF
   * @param body what follows the head
   */
  static Pdu decode(int type, byte[] body) throws AssociationException {
    ItemReader in = new ItemReader(body);
    return switch (type) {
      case Pdu.ASSOCIATE_REQUEST -> request(in);
      case Pdu.ASSOCIATE_ACCEPT -> accept(in);
      case Pdu.ASSOCIATE_REJECT -> {
        in.skip(1);
        yield new Pdu.AssociateReject(in.unsignedByte(), in.unsignedByte(), in.unsignedByte());
      }
      case Pdu.RELEASE_REQUEST -> new Pdu.ReleaseRequest();
      case Pdu.RELEASE_RESPONSE -> new Pdu.ReleaseResponse();
      case Pdu.ABORT -> {
        in.skip(2);
        yield new Pdu.Abort(in.unsignedByte(), in.unsignedByte());
      }
      default ->
          throw AssociationException.violation(
              AbortReason.UNRECOGNIZED_PDU, "The peer sent a PDU of a type that there is not.");
    };
  }

  private static Pdu.AssociateRequest request(ItemReader in) throws AssociationException {
    int version = in.unsignedShort();
    in.skip(2);
    String called = in.aeTitle();
    String calling = in.aeTitle();
    in.skip(RESERVED_BYTES);
    String application = "";
    UserInformation user = NOTHING_SAID;
    List<ProposedContext> contexts = new ArrayList<>();
    Set<Integer> ids = new HashSet<>();
    while (in.hasMore()) {
      int type = in.unsignedByte();
      ItemReader item = in.item();
      switch (type) {
        case APPLICATION_CONTEXT_ITEM -> application = item.uid();
        case USER_INFORMATION_ITEM -> user = user(item);
        case PROPOSED_CONTEXT_ITEM -> {
          ProposedContext context = proposed(item);
          if (!ids.add(context.id())) {
            throw AssociationException.invalid("A presentation context was proposed twice.");
          }
          contexts.add(context);
        }
        default -> {}
      }
    }
    return new Pdu.AssociateRequest(version, called, calling, application, contexts, user);
  }

  private static ProposedContext proposed(ItemReader in) throws AssociationException {
    int id = in.unsignedByte();
    if (id % 2 == 0) {
      throw AssociationException.invalid("A presentation context has an even identifier.");
    }
    in.skip(3);
    String abstractSyntax = "";
    List<String> transferSyntaxes = new ArrayList<>();
    while (in.hasMore()) {
      int type = in.unsignedByte();
      String uid = in.item().uid();
      if (type == ABSTRACT_SYNTAX_ITEM) {
        abstractSyntax = uid;
      } else if (type == TRANSFER_SYNTAX_ITEM && !uid.isEmpty()) {
        transferSyntaxes.add(uid);
      }
    }
    return new ProposedContext(id, abstractSyntax, transferSyntaxes);
  }

  private static Pdu.AssociateAccept accept(ItemReader in) throws AssociationException {
    in.skip(4);
    String called = in.aeTitle();
    String calling = in.aeTitle();
    in.skip(RESERVED_BYTES);
    UserInformation user = NOTHING_SAID;
    List<ContextAnswer> contexts = new ArrayList<>();
    while (in.hasMore()) {
      int type = in.unsignedByte();
      ItemReader item = in.item();
      if (type == ANSWERED_CONTEXT_ITEM) {
        contexts.add(answered(item));
      } else if (type == USER_INFORMATION_ITEM) {
        user = user(item);
      }
    }
    return new Pdu.AssociateAccept(called, calling, contexts, user);
  }

  private static ContextAnswer answered(ItemReader in) throws AssociationException {
    int id = in.unsignedByte();
    in.skip(1);
    int result = in.unsignedByte();
    in.skip(1);
    String transferSyntax = "";
    while (in.hasMore()) {
      int type = in.unsignedByte();
      String uid = in.item().uid();
      if (type == TRANSFER_SYNTAX_ITEM) {
        transferSyntax = uid;
      }
    }
    return new ContextAnswer(id, result, transferSyntax);
  }

  private static UserInformation user(ItemReader in) throws AssociationException {
    long maxPduBytes = 0;
    String classUid = "";
    String version = "";
    boolean window = false;
    List<RoleSelection> roles = new ArrayList<>();
    while (in.hasMore()) {
      int type = in.unsignedByte();
      ItemReader item = in.item();
      switch (type) {
        case MAX_LENGTH_ITEM -> maxPduBytes = maxPduBytes(item);
        case IMPLEMENTATION_CLASS_ITEM -> classUid = item.uid();
        case IMPLEMENTATION_VERSION_ITEM -> version = version(item.rest());
        case WINDOW_ITEM -> window = true;
        case ROLE_ITEM -> roles.add(role(item));
        default -> {}
      }
    }
    return new UserInformation(maxPduBytes, classUid, version, window, roles);
  }

  private static long maxPduBytes(ItemReader in) throws AssociationException {
    long bytes = in.unsignedInt();
    if (bytes > 0 && bytes < LEAST_PDU_BYTES) {
      throw AssociationException.invalid("The peer takes no PDU that holds anything.");
    }
    return bytes;
  }

  /** Written as an AE title is (PS3.7, D.3.3.2.3). */
  private static String version(String text) {
    return AeTitle.isValid(text) ? text : "";
  }

  private static RoleSelection role(ItemReader in) throws AssociationException {
    String sopClass = in.next(in.unsignedShort()).uid();
    return new RoleSelection(sopClass, in.unsignedByte() == 1, in.unsignedByte() == 1);
  }
}
