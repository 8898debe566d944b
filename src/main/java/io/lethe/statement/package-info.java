/**
 * Monthly statements: what was due and done under a policy, and what people have asked.
 *
 * <p>It must not name a person, and must not change anything but its own table: it reads what
 * others have written. Start with {@link io.lethe.statement.StatementService}.
 */
@NullMarked
package io.lethe.statement;

import org.jspecify.annotations.NullMarked;
