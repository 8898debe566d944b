/**
 * What goes out of the database, in signed segments, and the gate that keeps a database which lacks
 * some of it from being served or written to.
 */
@NullMarked
package io.lethe.gate;

import org.jspecify.annotations.NullMarked;
