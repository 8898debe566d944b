package io.lethe.subject;

import io.lethe.database.Ids;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Collection;
import java.util.UUID;

/** Ids and their buckets as the first two arrays of a set-based statement. */
public final class SubjectColumns {

  private SubjectColumns() {}

  /** {@code $1} the buckets, {@code $2} the ids. */
  public static Tuple of(Collection<UUID> ids) {
    return Tuple.of(buckets(ids), ids.toArray(new UUID[0]));
  }

  /** The buckets inside the ids. */
  public static Short[] buckets(Collection<UUID> ids) {
    return ids.stream().map(id -> (short) Ids.bucket(id)).toArray(Short[]::new);
  }
}
