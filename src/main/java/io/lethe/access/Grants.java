package io.lethe.access;

import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** What a verified token's bearer was granted. */
public interface Grants {

  /** The grants, none for a bearer that is not known. */
  List<Grant> of(JsonWebToken token);
}
