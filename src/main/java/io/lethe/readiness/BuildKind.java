package io.lethe.readiness;

/** What a build is for; the database is stamped with it, and the other kind refuses it. */
public enum BuildKind {
  /** The artifact of a plain build. */
  PRODUCTION,
  /** A build with the local launcher in it: its clock can be moved and its tokens are free. */
  LOCAL
}
