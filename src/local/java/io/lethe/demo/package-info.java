/**
 * What only local and test builds have: an embedded PostgreSQL, free tokens and a clock that can be
 * moved.
 *
 * <p>It must not be in a production artifact. Start reading at LocalLethe.
 */
@NullMarked
package io.lethe.demo;

import org.jspecify.annotations.NullMarked;
