/**
 * Policy documents, their validation, versions and activation.
 *
 * <p>It must not touch records.
 */
@NullMarked
package io.lethe.policy;

import org.jspecify.annotations.NullMarked;
