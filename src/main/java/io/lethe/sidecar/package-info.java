/**
 * The mode without a database: Lethe beside a product, answering by a lease and spooling what is to
 * be stored.
 *
 * <p>It must not keep a key beyond its lease, nor answer anything that the central service would
 * answer otherwise. Start with {@link io.lethe.sidecar.SidecarRoutes}.
 */
@NullMarked
package io.lethe.sidecar;

import org.jspecify.annotations.NullMarked;
