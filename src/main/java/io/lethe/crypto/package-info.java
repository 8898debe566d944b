/**
 * Cryptographic primitives and nothing else.
 *
 * <p>It must not know policies, databases or HTTP. Start reading at {@link
 * io.lethe.crypto.TwoLayerPrf} for tokens and at {@link io.lethe.crypto.Aead} for sealed values.
 */
@NullMarked
package io.lethe.crypto;

import org.jspecify.annotations.NullMarked;
