package io.lethe.database;

/** What a process of the artifact is. */
public enum Mode {
  /** Has the databases and answers everything. */
  SERVER,
  /** Has none, and answers beside a product what it can. */
  SIDECAR;

  /** Whether there are databases. */
  public boolean hasDatabases() {
    return this == SERVER;
  }
}
