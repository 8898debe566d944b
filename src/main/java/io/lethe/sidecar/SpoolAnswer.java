package io.lethe.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.problem.ErrorCode;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the centre said of each item of a call.
 *
 * @param items as many as were sent
 */
record SpoolAnswer(JsonNode items) {

  private static final int FAULT = 500;

  /**
   * Reads an answer.
   *
   * @throws IOException when it is not one to so many items
   */
  static SpoolAnswer read(CentreClient.Answer answer, int sent) throws IOException {
    JsonNode items;
    try {
      items = answer.json().path("items");
    } catch (IOException e) {
      throw new IOException("its answer cannot be read");
    }
    if (items.size() != sent) {
      throw new IOException("its answer is not of this call");
    }
    return new SpoolAnswer(items);
  }

  /** Why a call was refused; empty unless the centre itself has said so. */
  static String refusal(CentreClient.Answer answer) {
    try {
      String code = answer.json().path("code").asText();
      return Arrays.stream(ErrorCode.values()).anyMatch(one -> one.name().equals(code)) ? code : "";
    } catch (IOException e) {
      return "";
    }
  }

  boolean isAccepted(int item) {
    return items.get(item).path("status").asText().equals("accepted");
  }

  /** Whether an item may be taken another time. */
  boolean isPassing(int item) {
    return items.get(item).path("problem").path("status").asInt() >= FAULT;
  }

  String code(int item) {
    return items.get(item).path("problem").path("code").asText();
  }

  /** How many items there are before the first that may be taken another time. */
  int settled() {
    int settled = 0;
    while (settled < items.size() && !isPassing(settled)) {
      settled++;
    }
    return settled;
  }

  /** How many items there are up to the last that is taken or refused. */
  int reached() {
    int reached = items.size();
    while (reached > 0 && isPassing(reached - 1)) {
      reached--;
    }
    return reached;
  }
}
