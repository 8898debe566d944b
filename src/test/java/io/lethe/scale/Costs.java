package io.lethe.scale;

/**
 * What was measured, of one machine with two cores. Sources: the benchmark ({@code ThroughputIT},
 * docs/benchmark.md), {@code StorageIT}, {@code LedgerIT}.
 *
 * @param receive rows per second that plain SQL inserts on one connection: what receiving costs a
 *     core of the database, whatever the service does beside it
 * @param erase rows per second that plain SQL depersonalizes on one connection
 * @param destroy rows per second that a replica's workers destroy
 * @param act rows per second that a replica's workers depersonalize, and that the mixer moves
 * @param active activities per second that service and database receive together
 * @param growth by how much receiving is dearer at ten times the rows
 * @param receiveLog bytes of the write-ahead log for a received record
 * @param eraseLog bytes for a depersonalized one
 * @param activityLog bytes for an activity
 * @param person bytes of a person with a record, a data key not included
 * @param journal bytes that are left of a record for three years
 * @param random bytes of a person in indexes that new rows enter anywhere
 * @param sealed entries per second that the sealer puts into the ledger
 * @param swept records per second that the sweep works out anew, its rests included
 * @param recomputed records per second that the job after an activation works out anew
 * @param rewrapped rows per second that a rotation moves
 * @param exported facts per second that one replica writes into segments
 */
record Costs(
    double receive,
    double erase,
    double destroy,
    double act,
    double active,
    double growth,
    double receiveLog,
    double eraseLog,
    double activityLog,
    double person,
    double journal,
    double random,
    double sealed,
    double swept,
    double recomputed,
    double rewrapped,
    double exported) {

  /** 2026-11-28; PostgreSQL 18, two cores, 200,000 persons with two searchable fields each. */
  static Costs measured() {
    return new Costs(
        17_122, 22_832, 22_023, 11_169, 15_980, 1.28, 2_842, 4_232, 393, 1_901, 416, 272, 10_401,
        17_765, 12_900, 44_137, 5_559);
  }
}
