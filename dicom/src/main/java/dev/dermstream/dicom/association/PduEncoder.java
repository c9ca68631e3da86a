package dev.dermstream.dicom.association;

/** Writes the PDUs that {@link PduDecoder} reads. */
final class PduEncoder {
  private PduEncoder() {}

  static byte[] encode(Pdu pdu) {
    ItemWriter out = new ItemWriter();
    return switch (pdu) {
      case Pdu.AssociateRequest request -> request(out, request).pdu(Pdu.ASSOCIATE_REQUEST);
      case Pdu.AssociateAccept accept -> accept(out, accept).pdu(Pdu.ASSOCIATE_ACCEPT);
      case Pdu.AssociateReject(int result, int source, int reason) ->
          out.number8(0, result, source, reason).pdu(Pdu.ASSOCIATE_REJECT);
      case Pdu.ReleaseRequest() -> out.zeros(Pdu.SHORT_BYTES).pdu(Pdu.RELEASE_REQUEST);
      case Pdu.ReleaseResponse() -> out.zeros(Pdu.SHORT_BYTES).pdu(Pdu.RELEASE_RESPONSE);
      case Pdu.Abort(int source, int reason) -> out.number8(0, 0, source, reason).pdu(Pdu.ABORT);
    };
  }

  private static ItemWriter request(ItemWriter out, Pdu.AssociateRequest request) {
    begin(out, request.version(), request.calledAeTitle(), request.callingAeTitle());
    out.item(PduDecoder.APPLICATION_CONTEXT_ITEM, request.applicationContext());
    for (ProposedContext context : request.contexts()) {
      out.item(
          PduDecoder.PROPOSED_CONTEXT_ITEM,
          item -> {
            item.number8(context.id(), 0, 0, 0)
                .item(PduDecoder.ABSTRACT_SYNTAX_ITEM, context.abstractSyntax());
            for (String syntax : context.transferSyntaxes()) {
              item.item(PduDecoder.TRANSFER_SYNTAX_ITEM, syntax);
            }
          });
    }
    return user(out, request.user());
  }

  private static ItemWriter accept(ItemWriter out, Pdu.AssociateAccept accept) {
    begin(out, Pdu.VERSION, accept.calledAeTitle(), accept.callingAeTitle());
    out.item(PduDecoder.APPLICATION_CONTEXT_ITEM, Pdu.APPLICATION_CONTEXT);
    for (ContextAnswer context : accept.contexts()) {
      out.item(
          PduDecoder.ANSWERED_CONTEXT_ITEM,
          item ->
              item.number8(context.id(), 0, context.result(), 0)
                  .item(PduDecoder.TRANSFER_SYNTAX_ITEM, context.transferSyntax()));
    }
    return user(out, accept.user());
  }

  private static void begin(ItemWriter out, int version, String called, String calling) {
    out.number16(version)
        .zeros(2)
        .aeTitle(called)
        .aeTitle(calling)
        .zeros(PduDecoder.RESERVED_BYTES);
  }

  private static ItemWriter user(ItemWriter out, UserInformation user) {
    return out.item(
        PduDecoder.USER_INFORMATION_ITEM,
        item -> {
          item.item(PduDecoder.MAX_LENGTH_ITEM, length -> length.number32(user.maxPduBytes()));
          item.item(PduDecoder.IMPLEMENTATION_CLASS_ITEM, user.implementationClassUid());
          if (user.window()) {
            item.item(PduDecoder.WINDOW_ITEM, window -> window.number16(1).number16(1));
          }
          for (RoleSelection role : user.roles()) {
            item.item(PduDecoder.ROLE_ITEM, content -> role(content, role));
          }
          item.item(PduDecoder.IMPLEMENTATION_VERSION_ITEM, user.implementationVersion());
        });
  }

  private static void role(ItemWriter out, RoleSelection role) {
    out.number16(role.sopClass().length())
        .text(role.sopClass())
        .number8(role.user() ? 1 : 0, role.provider() ? 1 : 0);
  }
}
