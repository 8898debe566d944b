package io.lethe.policy;

import java.util.ArrayList;
import java.util.List;

/** Collects the findings of one document, up to a bound. */
final class Findings {

  private static final int LIMIT = 500;

  private final List<Finding> found = new ArrayList<>();

  void add(Finding finding) {
    if (found.size() < LIMIT) {
      found.add(finding);
    } else if (found.size() == LIMIT) {
      found.add(Finding.of("", FindingCode.FINDINGS_TOO_MANY));
    }
  }

  void add(String path, FindingCode code, String message) {
    add(Finding.of(path, code, message));
  }

  void add(String path, FindingCode code) {
    add(Finding.of(path, code));
  }

  int size() {
    return found.size();
  }

  List<Finding> list() {
    return List.copyOf(found);
  }
}
