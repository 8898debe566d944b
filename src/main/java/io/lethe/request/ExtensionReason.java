package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why an answer needs longer, as the notice to the person says. */
enum ExtensionReason {
  @JsonProperty("complexity")
  COMPLEXITY,
  @JsonProperty("number-of-requests")
  NUMBER_OF_REQUESTS,
  @JsonProperty("third-parties")
  THIRD_PARTIES,
  @JsonProperty("verification")
  VERIFICATION
}
