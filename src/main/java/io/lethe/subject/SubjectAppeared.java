package io.lethe.subject;

/** What was not there has come meanwhile; it is to be looked for again. */
final class SubjectAppeared extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SubjectAppeared() {
    super("another transaction created a subject, or kept a key", null, false, false);
  }
}
