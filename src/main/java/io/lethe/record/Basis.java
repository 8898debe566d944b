package io.lethe.record;

import io.lethe.key.PolicyKeys;

/**
 * By what drafts are made.
 *
 * @param epoch of the policy, known before its version was asked for; another one makes another
 *     version and other due dates
 */
record Basis(PolicyKeys keys, int epoch) {

  String policy() {
    return keys.policy();
  }
}
