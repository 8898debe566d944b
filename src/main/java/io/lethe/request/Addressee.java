package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** To whom a notice of an incident goes. */
enum Addressee {
  /** The regulator, that there is an incident. */
  @JsonProperty("regulator")
  REGULATOR,
  /** The regulator, with the result of the inquiry. */
  @JsonProperty("result")
  RESULT,
  /** The people whose data it is. */
  @JsonProperty("subjects")
  SUBJECTS
}
