package io.lethe.record;

/** Another transaction changed a subject meanwhile; what was read of it is to be read again. */
final class SubjectChanged extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SubjectChanged() {
    super("another transaction changed a subject", null, false, false);
  }
}
