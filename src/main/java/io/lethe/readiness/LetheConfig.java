package io.lethe.readiness;

import io.smallrye.config.ConfigMapping;

/** The root of Lethe's settings: has none of its own, so that a misspelt one refuses the start. */
@ConfigMapping(prefix = "lethe")
public interface LetheConfig {}
