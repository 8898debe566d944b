/**
 * Roles, callers and grants.
 *
 * <p>It must not decide anything about data.
 */
@NullMarked
package io.lethe.access;

import org.jspecify.annotations.NullMarked;
