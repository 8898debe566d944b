package io.lethe.ledger;

/** What an audit has found wrong, in a sentence. */
public final class AuditFault extends Exception {

  private static final long serialVersionUID = 1L;

  AuditFault(String what) {
    super(what);
  }

  /** The sentence. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
