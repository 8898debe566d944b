package io.lethe.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a request may have to contain; of it Lethe keeps only that it was there. */
public enum RequestPart {
  @JsonProperty("name")
  NAME,
  @JsonProperty("contact")
  CONTACT,
  /** Number of the main identity document. */
  @JsonProperty("identity-document")
  IDENTITY_DOCUMENT,
  /** When that document was issued, and by whom. */
  @JsonProperty("document-issue")
  DOCUMENT_ISSUE,
  @JsonProperty("birth-date")
  BIRTH_DATE,
  @JsonProperty("registration-address")
  REGISTRATION_ADDRESS,
  /** What shows that the person has to do with the operator, such as a contract or a profile. */
  @JsonProperty("relationship")
  RELATIONSHIP,
  @JsonProperty("signature")
  SIGNATURE,
  /** The authority of a representative; needed only from one. */
  @JsonProperty("authority")
  AUTHORITY
}
