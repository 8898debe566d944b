/** What the service does beside plain SQL that does the same to the same rows. */
@NullMarked
package io.lethe.benchmark;

import org.jspecify.annotations.NullMarked;
