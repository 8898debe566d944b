package io.lethe.ledger;

/** What an audit has found wrong, in a sentence. */
public final class AuditFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** A fault; one that an audit of something else has found, too. */
  public AuditFault(String what) {
    super(what);
  }

  /** The sentence. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
