package io.lethe.subject;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A ban, or its end, as it is answered: it names nobody.
 *
 * @param banned whether the person's data may not be collected from {@code at} on
 */
@Schema(name = "CollectionBan")
record BanView(String policy, boolean banned, Instant at) {}
