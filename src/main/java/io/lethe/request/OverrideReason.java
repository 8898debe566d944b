package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose rights a block would violate, so that it is lifted before the decision. */
enum OverrideReason {
  @JsonProperty("harms-subject")
  HARMS_SUBJECT,
  @JsonProperty("harms-others")
  HARMS_OTHERS
}
