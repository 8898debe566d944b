/**
 * Methods on receipt and on depersonalization, and their pure application.
 *
 * <p>It must not fetch anything, or keep state. Start reading at {@link
 * io.lethe.transform.RecordPlan}.
 */
@NullMarked
package io.lethe.transform;

import org.jspecify.annotations.NullMarked;
