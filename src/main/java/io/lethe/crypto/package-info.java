/**
 * Cryptographic primitives and nothing else.
 *
 * <p>It must not know policies, databases or HTTP. Start reading at {@link
 * io.lethe.crypto.TwoLayerPrf} for tokens, at {@link io.lethe.crypto.Aead} for sealed values and at
 * {@link io.lethe.crypto.LayoutCipher} for format-preserving ones.
 */
@NullMarked
package io.lethe.crypto;

import org.jspecify.annotations.NullMarked;
