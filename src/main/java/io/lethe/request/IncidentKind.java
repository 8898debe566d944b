package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What has happened to the data; the description itself is not Lethe's. */
enum IncidentKind {
  @JsonProperty("alteration")
  ALTERATION,
  @JsonProperty("destruction")
  DESTRUCTION,
  @JsonProperty("disclosure")
  DISCLOSURE,
  @JsonProperty("loss")
  LOSS,
  @JsonProperty("unauthorized-access")
  UNAUTHORIZED_ACCESS
}
