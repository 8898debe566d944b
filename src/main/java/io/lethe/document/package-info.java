/**
 * Documents for people: headings, texts and tables, as PDF, in the languages that they are in.
 *
 * <p>It must not know what a document is about. Start reading at {@link io.lethe.document.Draft},
 * and for the format itself at {@link io.lethe.document.PdfDocument}.
 */
@NullMarked
package io.lethe.document;

import org.jspecify.annotations.NullMarked;
