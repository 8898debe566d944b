/**
 * Subjects, events, holds, blocks and retention clocks.
 *
 * <p>It must not read a record's fields.
 */
@NullMarked
package io.lethe.subject;

import org.jspecify.annotations.NullMarked;
