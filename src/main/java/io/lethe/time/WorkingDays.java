package io.lethe.time;

import java.time.LocalDate;

/**
 * Which days are working days, from versioned data. In a year that the data lacks, every day is.
 */
public interface WorkingDays {

  /** Whether the data has this year. */
  boolean knows(int year);

  /** Whether this is a working day; always true in a year that the data lacks. */
  boolean works(LocalDate day);
}
