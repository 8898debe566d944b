/**
 * Destruction acts and event-log exports.
 *
 * <p>It must not hold a personal value.
 */
@NullMarked
package io.lethe.act;

import org.jspecify.annotations.NullMarked;
