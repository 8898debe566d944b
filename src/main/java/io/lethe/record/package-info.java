/**
 * Receiving, storing, reading and re-identifying records.
 *
 * <p>It must not destroy anything.
 */
@NullMarked
package io.lethe.record;

import org.jspecify.annotations.NullMarked;
