package io.lethe.retention;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/** A stream of events about a run, which is refused before it begins where there is no such run. */
@NameBinding
@Retention(RUNTIME)
@Target({METHOD, TYPE})
@interface Watched {}
