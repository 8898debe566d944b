package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a request is decided. */
enum Outcome {
  @JsonProperty("granted")
  GRANTED,
  @JsonProperty("refused")
  REFUSED
}
