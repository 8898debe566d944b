/**
 * Clock, calendars and terms.
 *
 * <p>It must not read the system clock anywhere but in ClockProducer.
 */
@NullMarked
package io.lethe.time;

import org.jspecify.annotations.NullMarked;
