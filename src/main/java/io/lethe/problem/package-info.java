/**
 * Error codes, the one exception and the one mapper.
 *
 * <p>It must not know any feature.
 */
@NullMarked
package io.lethe.problem;

import org.jspecify.annotations.NullMarked;
