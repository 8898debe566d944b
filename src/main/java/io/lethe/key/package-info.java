/**
 * Key rings, versions, wrapping and data keys.
 *
 * <p>It must not leave key bytes printable. Start reading at {@link io.lethe.key.KeyRings}; who
 * wraps the rings is behind {@link io.lethe.key.KeyEncryptionKey}.
 */
@NullMarked
package io.lethe.key;

import org.jspecify.annotations.NullMarked;
