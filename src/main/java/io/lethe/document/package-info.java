/**
 * Documents for people: headings, texts and tables, as PDF.
 *
 * <p>It must not know what a document is about. Start reading at {@link
 * io.lethe.document.PdfDocument}.
 */
@NullMarked
package io.lethe.document;

import org.jspecify.annotations.NullMarked;
