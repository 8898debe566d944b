/** What tests of several packages share. */
@NullMarked
package io.lethe;

import org.jspecify.annotations.NullMarked;
