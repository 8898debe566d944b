package io.lethe.record;

import io.lethe.key.PolicyKeys;

/**
 * By what drafts are made, and for whom.
 *
 * @param epoch of the policy, known before its version was asked for; another one makes another
 *     version and other due dates
 * @param caller whose idempotency keys the drafts have
 */
record Basis(PolicyKeys keys, int epoch, String caller) {

  String policy() {
    return keys.policy();
  }
}
