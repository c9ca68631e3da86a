package dev.dermstream.gateway.security;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What a method asks of its caller. */
sealed interface Permission {
  /** Anybody, also without a token. */
  record Open() implements Permission {}

  /** At least one of the roles. */
  record AnyOf(Set<Role> roles) implements Permission {}

  /** Every one of the roles. */
  record AllOf(Set<Role> roles) implements Permission {}

  static Permission anyOf(Role... roles) {
    return new AnyOf(Set.copyOf(Arrays.asList(roles)));
  }

  static Permission allOf(Role... roles) {
    return new AllOf(Set.copyOf(Arrays.asList(roles)));
  }

  default boolean allows(Caller caller) {
    return switch (this) {
      case Open open -> true;
      case AnyOf(Set<Role> any) -> any.stream().anyMatch(caller.roles()::contains);
      case AllOf(Set<Role> all) -> caller.roles().containsAll(all);
    };
  }

  /** For the sentence that refuses. */
  default String describe() {
    return switch (this) {
      case Open open -> "no role";
      case AnyOf(Set<Role> any) -> words(any, " or ");
      case AllOf(Set<Role> all) -> words(all, " and ");
    };
  }

  private static String words(Set<Role> roles, String between) {
    return roles.stream().sorted().map(Role::word).collect(Collectors.joining(between));
  }
}
