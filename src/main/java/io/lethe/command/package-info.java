/**
 * The command line of the same artifact: one retention pass that ends with an exit code, or the
 * verification of files.
 *
 * <p>It must not act on anything itself: it asks for a run and works on it as every replica does.
 * Start reading at {@link io.lethe.command.Lethe}.
 */
@NullMarked
package io.lethe.command;

import org.jspecify.annotations.NullMarked;
