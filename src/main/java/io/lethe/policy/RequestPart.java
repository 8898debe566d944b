package io.lethe.policy;

/** What a request may have to contain; of it Lethe keeps only that it was there. */
public enum RequestPart {
  NAME,
  CONTACT,
  /** Number of the main identity document. */
  IDENTITY_DOCUMENT,
  /** When that document was issued, and by whom. */
  DOCUMENT_ISSUE,
  BIRTH_DATE,
  REGISTRATION_ADDRESS,
  /** What shows that the person has to do with the operator, such as a contract or a profile. */
  RELATIONSHIP,
  SIGNATURE,
  /** The authority of a representative; needed only from one. */
  AUTHORITY
}
