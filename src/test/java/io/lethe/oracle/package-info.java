/** Policies by chance, and what they make of data, said without the service. */
@NullMarked
package io.lethe.oracle;

import org.jspecify.annotations.NullMarked;
