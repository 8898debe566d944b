/**
 * Runs, batches, the mixer and the forecast.
 *
 * <p>It must not act on anything it has not locked and rechecked.
 */
@NullMarked
package io.lethe.retention;

import org.jspecify.annotations.NullMarked;
