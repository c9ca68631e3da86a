package dev.dermstream.dicom.association;

import dev.dermstream.dicom.file.TransferSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The acceptor's answer to what was proposed (PS3.8, 7.1.1; PS3.7, D.3.3.4).
 *
 * @param answers in the order of the proposals
 */
record Negotiation(
    List<ContextAnswer> answers, List<AcceptedContext> accepted, List<RoleSelection> roles) {

  static Negotiation of(Pdu.AssociateRequest request, ServiceClasses classes) {
    Negotiation negotiation =
        new Negotiation(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (RoleSelection proposed : request.user().roles()) {
      boolean provider = proposed.provider() && classes.allowsProvider(proposed.sopClass());
      negotiation.roles.add(new RoleSelection(proposed.sopClass(), proposed.user(), provider));
    }
    for (ProposedContext proposed : request.contexts()) {
      negotiation.answer(proposed, classes);
    }
    return negotiation;
  }

  private void answer(ProposedContext proposed, ServiceClasses classes) {
    String abstractSyntax = proposed.abstractSyntax();
    List<String> wanted =
        abstractSyntax.isEmpty() ? List.of() : classes.transferSyntaxes(abstractSyntax);
    Optional<String> chosen =
        wanted.stream().filter(proposed.transferSyntaxes()::contains).findFirst();
    RoleSelection agreed =
        roles.stream()
            .filter(role -> role.sopClass().equals(abstractSyntax))
            .findFirst()
            .orElse(RoleSelection.usual(abstractSyntax));
    int result = ContextAnswer.ACCEPTED;
    if (wanted.isEmpty()) {
      result = ContextAnswer.ABSTRACT_SYNTAX_NOT_SUPPORTED;
    } else if (chosen.isEmpty()) {
      result = ContextAnswer.TRANSFER_SYNTAXES_NOT_SUPPORTED;
    } else if (!agreed.user() && !agreed.provider()) {
      result = ContextAnswer.USER_REJECTION;
    } else {
      accepted.add(new AcceptedContext(proposed.id(), abstractSyntax, chosen.get(), agreed));
    }
    // Of one that is not accepted the transfer syntax has no meaning, but it must be there.
    String syntax = chosen.orElse(TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid());
    answers.add(new ContextAnswer(proposed.id(), result, syntax));
  }
}
