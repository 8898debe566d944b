/**
 * The whole engine against a model of it: random lives of policies under two replicas. {@link
 * io.lethe.model.EngineModelIT} is where to start reading.
 */
@NullMarked
package io.lethe.model;

import org.jspecify.annotations.NullMarked;
