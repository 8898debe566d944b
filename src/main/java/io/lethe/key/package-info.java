/**
 * Key rings, versions, wrapping and data keys.
 *
 * <p>It must not leave key bytes printable.
 */
@NullMarked
package io.lethe.key;

import org.jspecify.annotations.NullMarked;
