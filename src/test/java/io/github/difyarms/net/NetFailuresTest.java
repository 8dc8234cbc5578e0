package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class NetFailuresTest {
  private static DifyArmsException stop(CertificateException cause) {
    SSLHandshakeException failure = new SSLHandshakeException("PKIX path validation failed");
    failure.initCause(cause);
    return NetFailures.stop("GET https://registry.example/v2/", failure);
  }

  @Test
  void whereTheTimeOfACertificateIsWrongTheClockIsTold() {
    String year = Instant.now().toString().substring(0, 4);

    for (CertificateException cause :
        new CertificateException[] {
          new CertificateNotYetValidException("NotBefore: some day"),
          new CertificateExpiredException("NotAfter: some day")
        }) {
      assertThat(stop(cause).code()).isEqualTo(ErrorCode.TLS_FAILED);
      assertThat(stop(cause).why())
          .contains("some day")
          .contains("this machine's clock says " + year);
    }
    assertThat(stop(new CertificateException("unknown")).why()).doesNotContain("clock");
  }
}
