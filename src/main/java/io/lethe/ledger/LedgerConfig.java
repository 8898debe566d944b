package io.lethe.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the ledger. */
@ConfigMapping(prefix = "lethe.ledger")
public interface LedgerConfig {

  /** How often committed entries are sealed. */
  @WithDefault("1s")
  Duration sealEvery();

  /**
   * The name of this ledger, in every checkpoint and signature: an address without its scheme, as
   * in {@code lethe.example.org/ledger}. It is kept from the first start on.
   */
  @WithConverter(OriginConverter.class)
  @WithDefault("lethe")
  String origin();

  /**
   * How long what entries say is kept, but for those of policies, calendars and acts; commitments,
   * and proofs over them, stay.
   */
  @WithDefault("1096d")
  Duration contentKept();

  /** How often entries are looked for whose term is over. */
  @WithDefault("1h")
  Duration eraseEvery();
}
