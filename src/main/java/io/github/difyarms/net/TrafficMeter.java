package io.github.difyarms.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/** Counts requests and the bytes of bodies. */
final class TrafficMeter {
  private final LongAdder requests = new LongAdder();
  private final LongAdder tokenRequests = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  Traffic traffic() {
    return new Traffic(requests.sum(), tokenRequests.sum(), received.sum(), sent.sum());
  }

  void request(boolean token) {
    (token ? tokenRequests : requests).increment();
  }

  InputStream incoming(@Nullable HttpEntity entity, boolean counted) throws IOException {
    InputStream content = entity == null ? null : entity.getContent();
    if (content == null) {
      return InputStream.nullInputStream();
    }
    return counted ? new Counted(content, received) : content;
  }

  HttpEntity outgoing(HttpCall call, HttpBody body, WriteStalls stalls, Runnable abort) {
    return new Outgoing(body, call.token() ? new LongAdder() : sent, stalls, abort);
  }

  private static final class Counted extends FilterInputStream {
    private final LongAdder sum;

    Counted(InputStream in, LongAdder sum) {
      super(in);
      this.sum = sum;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      if (value >= 0) {
        sum.increment();
      }
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        sum.add(count);
      }
      return count;
    }
  }

  /** Sends exactly the announced number of bytes; without one, all there are, in HTTP's chunks. */
  private static final class Outgoing extends AbstractHttpEntity {
    private final HttpBody body;
    private final LongAdder sum;
    private final WriteStalls stalls;
    private final Runnable abort;

    Outgoing(HttpBody body, LongAdder sum, WriteStalls stalls, Runnable abort) {
      super(ContentType.parse(body.contentType()), null, body.length() == HttpBody.OPEN);
      this.body = body;
      this.sum = sum;
      this.stalls = stalls;
      this.abort = abort;
    }

    @Override
    public boolean isRepeatable() {
      return body.repeatable();
    }

    @Override
    public long getContentLength() {
      return body.length();
    }

    @Override
    public InputStream getContent() throws IOException {
      return body.content().open();
    }

    @Override
    public boolean isStreaming() {
      return !body.repeatable();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      InputStream in = getContent();
      try (WriteStalls.Watch watch = stalls.watch(abort)) {
        byte[] buffer = new byte[64 * 1024];
        boolean open = body.length() == HttpBody.OPEN;
        for (long left = open ? Long.MAX_VALUE : body.length(); left > 0; ) {
          int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (count < 0 && open) {
            return;
          }
          if (count < 0) {
            throw new IOException("the content ends " + left + " bytes early");
          }
          watch.write(out, buffer, count);
          sum.add(count);
          left -= count;
        }
      } finally {
        close(in);
      }
    }

    private void close(InputStream in) throws IOException {
      if (body.repeatable()) {
        in.close();
      }
    }

    @Override
    public void close() {}
  }
}
