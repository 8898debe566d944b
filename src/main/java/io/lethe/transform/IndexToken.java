package io.lethe.transform;

import io.lethe.crypto.VersionedToken;

/** One entry of a blind index: a field and the token of its value in one key version. */
public record IndexToken(String field, VersionedToken token) {}
