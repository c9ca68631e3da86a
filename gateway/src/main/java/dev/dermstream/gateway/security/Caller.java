package dev.dermstream.gateway.security;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Somebody who was let in. Immutable but for {@link #standing}, which may end.
 *
 * @param name for the audit: the subject of a token or the name in the callers' file
 * @param roles what the caller may do
 * @param profiles the profiles and models that the caller may use; empty: every one
 * @param standing false once the token has expired or was withdrawn; asked during long streams
 */
public record Caller(
    String name, Set<Role> roles, Optional<Set<String>> profiles, BooleanSupplier standing) {
  /** Everybody who can reach a gateway that asks for no token. */
  public static final Caller LOCAL =
      new Caller("local", EnumSet.allOf(Role.class), Optional.empty(), () -> true);

  public Caller {
    roles = Set.copyOf(roles);
    profiles = profiles.map(Set::copyOf);
  }

  /** True if only some profiles are the caller's, so that every request must name one. */
  public boolean isRestricted() {
    return profiles.isPresent();
  }

  /** True if the profile of this name is one of the caller's. */
  public boolean mayUse(String profile) {
    return profiles.isEmpty() || profiles.get().contains(profile);
  }

  /**
   * @param profile as the request names it, empty for the release's default
   * @throws ServiceException PERMISSION_DENIED if the caller may not use it
   */
  public void requireProfile(String profile) {
    if (mayUse(profile)) {
      return;
    }
    // Whether a profile of that name exists is not said.
    throw new ServiceException(
        ErrorCode.PERMISSION_DENIED,
        profile.isEmpty()
            ? "This caller may use some profiles only; name one of them in the request."
            : "This caller may not use the profile that the request names.");
  }

  /**
   * @throws ServiceException UNAUTHENTICATED if the token has ended since the call began
   */
  public void requireStanding() {
    if (!standing.getAsBoolean()) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED, "The token has ended; call again with a new one.");
    }
  }
}
