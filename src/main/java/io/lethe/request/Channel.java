package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a request came, and how it is answered. */
enum Channel {
  @JsonProperty("app")
  APP,
  @JsonProperty("email")
  EMAIL,
  @JsonProperty("in-person")
  IN_PERSON,
  @JsonProperty("phone")
  PHONE,
  @JsonProperty("post")
  POST,
  @JsonProperty("web-form")
  WEB_FORM
}
