package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a request is decided as it is; the words of the answer are not Lethe's. */
enum DecisionReason {
  /** What was claimed is confirmed. */
  @JsonProperty("confirmed")
  CONFIRMED,
  /** What was claimed is not confirmed. */
  @JsonProperty("not-confirmed")
  NOT_CONFIRMED,
  /** The request lacks what it must contain. */
  @JsonProperty("details-missing")
  DETAILS_MISSING,
  /** The person, or its representative, has no right to this. */
  @JsonProperty("no-right")
  NO_RIGHT,
  /** It would violate the rights of others. */
  @JsonProperty("rights-of-others")
  RIGHTS_OF_OTHERS,
  /** It repeats a request of less than 30 days before. */
  @JsonProperty("repeated")
  REPEATED,
  /** Processing goes on, on another ground. */
  @JsonProperty("other-ground")
  OTHER_GROUND,
  /** A legal hold keeps the data. */
  @JsonProperty("legal-hold")
  LEGAL_HOLD,
  /** The data is another operator's, who has been told to the person. */
  @JsonProperty("other-operator")
  OTHER_OPERATOR
}
