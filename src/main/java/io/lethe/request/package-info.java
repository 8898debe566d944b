/**
 * Requests of data subjects with their deadlines, and incidents with their hours.
 *
 * <p>It must not keep a personal value: what a person sent is a record of its own. Start with
 * {@link io.lethe.request.RequestService}.
 */
@NullMarked
package io.lethe.request;

import org.jspecify.annotations.NullMarked;
