/**
 * Checks before serving, and health.
 *
 * <p>It must not mend what it finds.
 */
@NullMarked
package io.lethe.readiness;

import org.jspecify.annotations.NullMarked;
