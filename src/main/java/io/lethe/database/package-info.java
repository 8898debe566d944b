/**
 * The two data sources, their transactions and the ids that carry a bucket.
 *
 * <p>It must not know a table. Start with {@link io.lethe.database.Database}.
 */
@NullMarked
package io.lethe.database;

import org.jspecify.annotations.NullMarked;
