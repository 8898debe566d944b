package io.lethe.intake;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bounds the bodies that resources take as one value, also those that do not say their length. */
@Provider
public final class BoundedBody implements ReaderInterceptor {

  /** Asked for late: providers are made before there is any configuration. */
  private final Instance<IntakeConfig> config;

  BoundedBody(Instance<IntakeConfig> config) {
    this.config = config;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    context.setInputStream(new Bounded(context.getInputStream(), config.get().body()));
    return context.proceed();
  }

  /** What a body beyond the limit is refused with. */
  static ServiceException tooLarge(int limit) {
    return new ServiceException(ErrorCode.BODY_TOO_LARGE, "a body has at most " + limit + " bytes");
  }

  /** A stream of at most so many bytes; at the next one the rest is dropped and it is refused. */
  private static final class Bounded extends FilterInputStream {

    private final int limit;
    private long read;

    private Bounded(InputStream in, int limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      int some = super.read(bytes, from, most);
      count(Math.max(0, some));
      return some;
    }

    private void count(int more) throws IOException {
      read += more;
      if (read > limit) {
        byte[] rest = new byte[8192];
        for (long dropped = 0; dropped < Rest.MOST; ) {
          int some = in.read(rest);
          if (some < 0) {
            break;
          }
          dropped += some;
        }
        throw tooLarge(limit);
      }
    }
  }
}
