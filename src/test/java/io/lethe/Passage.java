package io.lethe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The way from a service to its database: a test shuts it, opens it again, or keeps what the
 * database answers.
 */
public final class Passage implements AutoCloseable {

  private static final int BYTES = 1 << 16;

  private final int target;
  private final int port;
  private final Map<Integer, Link> links = new ConcurrentHashMap<>();
  private volatile ServerSocket entrance;

  private Passage(int target, ServerSocket entrance) {
    this.target = target;
    this.port = entrance.getLocalPort();
    this.entrance = entrance;
    admit(entrance);
  }

  /** Opens one to a port of this machine. */
  public static Passage to(int target) throws IOException {
    return new Passage(target, listen(0));
  }

  private static ServerSocket listen(int port) throws IOException {
    ServerSocket entrance = new ServerSocket();
    entrance.setReuseAddress(true);
    entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return entrance;
  }

  /** Where the service goes in. */
  public int port() {
    return port;
  }

  /** Breaks every connection, and refuses new ones. */
  public void shut() throws IOException {
    entrance.close();
    links.values().forEach(Link::close);
  }

  /** Lets connections through again. */
  public void open() throws IOException {
    entrance = listen(port);
    admit(entrance);
  }

  /**
   * Keeps from the service whatever the database answers on a connection from now on.
   *
   * @param clientPort the connection as the database knows it
   */
  public void keepAnswers(int clientPort) {
    links.get(clientPort).keepsAnswers = true;
  }

  private void admit(ServerSocket from) {
    start(
        "passage",
        () -> {
          while (true) {
            enter(from.accept());
          }
        });
  }

  private void enter(Socket service) throws IOException {
    try {
      Socket database = new Socket(InetAddress.getLoopbackAddress(), target);
      Link link = new Link(service, database);
      links.put(database.getLocalPort(), link);
      start("to-database", () -> link.carry(service.getInputStream(), database.getOutputStream()));
      start("to-service", () -> link.answer(database.getInputStream(), service.getOutputStream()));
    } catch (IOException e) {
      service.close(); // nobody is there
    }
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.go();
              } catch (IOException e) {
                // one of both sides has gone
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    shut();
  }

  @FunctionalInterface
  private interface Work {
    void go() throws IOException;
  }

  /** One connection; where one side goes, the other one goes as well. */
  private static final class Link {

    private final Socket service;
    private final Socket database;
    private volatile boolean keepsAnswers;

    private Link(Socket service, Socket database) {
      this.service = service;
      this.database = database;
    }

    private void carry(InputStream from, OutputStream to) throws IOException {
      try {
        from.transferTo(to);
      } finally {
        close();
      }
    }

    private void answer(InputStream from, OutputStream to) throws IOException {
      byte[] bytes = new byte[BYTES];
      try {
        for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
          if (!keepsAnswers) {
            to.write(bytes, 0, read);
          }
        }
      } finally {
        close();
      }
    }

    private void close() {
      for (Socket side : new Socket[] {service, database}) {
        try {
          side.close();
        } catch (IOException e) {
          // it is closed then
        }
      }
    }
  }
}
