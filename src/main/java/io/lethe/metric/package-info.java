/**
 * What is measured; labels name policies and what they declare, never a person.
 *
 * <p>It must not know what any number means.
 */
@NullMarked
package io.lethe.metric;

import org.jspecify.annotations.NullMarked;
