package io.lethe.access;

import java.util.Arrays;
import java.util.Optional;

/** What a caller may do; the endpoints of each are in the API's table of roles. */
public enum Role {
  /** Hands over and reads records within its grants. */
  PRODUCT(Role.Name.PRODUCT),
  /** Answers for policies, subjects and retention. */
  PRIVACY_OFFICER(Role.Name.PRIVACY_OFFICER),
  /** Rotates keys. */
  SECURITY(Role.Name.SECURITY),
  /** Turns pseudonyms back. */
  REIDENTIFIER(Role.Name.REIDENTIFIER),
  /** Reads what depersonalization left. */
  RESEARCHER(Role.Name.RESEARCHER),
  /** Reads everything but personal views. */
  AUDITOR(Role.Name.AUDITOR);

  /** The roles' names in tokens and settings, as constants for {@code @RolesAllowed}. */
  public static final class Name {
    public static final String PRODUCT = "product";
    public static final String PRIVACY_OFFICER = "privacy-officer";
    public static final String SECURITY = "security";
    public static final String REIDENTIFIER = "reidentifier";
    public static final String RESEARCHER = "researcher";
    public static final String AUDITOR = "auditor";

    private Name() {}
  }

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /** The name in tokens, settings and {@code @RolesAllowed}. */
  public String label() {
    return label;
  }

  /** The role of this name, if there is one. */
  public static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label.equals(label)).findFirst();
  }
}
