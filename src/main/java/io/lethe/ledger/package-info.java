/**
 * Tamper-evident log of every step that matters.
 *
 * <p>It must not hold a personal value.
 */
@NullMarked
package io.lethe.ledger;

import org.jspecify.annotations.NullMarked;
