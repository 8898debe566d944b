/** What limits a very large installation: its layout in a cluster, its statements, its sizes. */
@NullMarked
package io.lethe.scale;

import org.jspecify.annotations.NullMarked;
