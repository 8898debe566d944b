/**
 * Bodies that hold one item, many, or a stream, answered item by item.
 *
 * <p>It must not know what an item means. Start with {@link io.lethe.intake.Intake}.
 */
@NullMarked
package io.lethe.intake;

import org.jspecify.annotations.NullMarked;
