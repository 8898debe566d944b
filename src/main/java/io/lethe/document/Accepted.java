package io.lethe.document;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** What callers accept where one address answers JSON, and a document as well. */
public final class Accepted {

  /** The type of documents. */
  public static final String PDF = "application/pdf";

  /**
   * The same for {@code Produces}: who accepts whatever there is gets JSON. Without a weight the
   * method whose name comes first would answer.
   */
  public static final String PDF_IF_ASKED_FOR = PDF + ";qs=0.5";

  private Accepted() {}

  /**
   * Refuses who accepts no JSON: of two methods for one path, that for JSON is taken for any type
   * that neither has.
   *
   * <p><b>Errors</b>: {@code NOT_ACCEPTABLE}.
   *
   * @param types that there are, as a sentence
   */
  public static void requireJson(HttpHeaders headers, String types) {
    if (headers.getAcceptableMediaTypes().stream()
        .noneMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible)) {
      throw new ServiceException(ErrorCode.NOT_ACCEPTABLE, types);
    }
  }

  /** The language of the document for a caller. */
  public static Language language(HttpHeaders headers) {
    return Language.of(headers.getAcceptableLanguages());
  }

  /**
   * The answer with a document.
   *
   * @param name of the file, without its ending
   */
  public static RestResponse<byte[]> pdf(byte[] file, String name, Language language) {
    return RestResponse.ResponseBuilder.ok(file, PDF)
        .header("Content-Disposition", "inline; filename=\"" + name + ".pdf\"")
        .header("Content-Language", language.tag())
        .build();
  }
}
