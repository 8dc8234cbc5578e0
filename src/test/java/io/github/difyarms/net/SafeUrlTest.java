package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeUrlTest {
  @Test
  void neitherLoginNorSignatureIsShown() {
    assertThat(SafeUrl.of(URI.create("https://u:pw@h:1/x?digest=sha256:1&Signature=s3c&n")))
        .isEqualTo("https://h:1/x?digest=sha256:1&Signature=…&…");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "https://user:pw@h/x.git pw;user:pw",
        "https://t0ken@h t0ken",
        "HTTPS://t0ken:@h t0ken",
        "https://t0ken:x-oauth-basic@h t0ken",
        "https://u:a%40b@h/x a%40b;u:a%40b;a@b;u:a@b",
        "https://u:a%zz@h a%zz;u:a%zz",
        "https://u:a+b@h a+b;u:a+b",
        "https://u:p@w@h p@w;u:p@w",
        "ssh://deploy:pw@h/x pw;deploy:pw",
        "git+ssh://deploy@h/x ''",
        "https://git@h/x ''",
        "git@h:x/y ''",
        "https://h/a@b ''",
        "https://h?q=a@b ''",
        "direct ''",
        "u:pw@h/x pw;u:pw",
        "https://u:p,w@h p,w;u:p,w",
      })
  void theSecretsOfAllAddressesInATextAreFound(String text, String secrets) {
    assertThat(SafeUrl.secrets(text))
        .containsExactlyInAnyOrderElementsOf(
            secrets.isEmpty() ? List.of() : Arrays.asList(secrets.split(";")));
  }

  @Test
  void aListMayBeSeparatedAsGoDoesItOrOtherwise() {
    assertThat(
            SafeUrl.secrets(
                "https://a:b@p1,https://c:d@p2/x|https://p3:80,e:f@p4|direct,http://g@p5\nh:i@p6"))
        .contains("b", "a:b", "d", "c:d", "f", "e:f", "g", "i", "h:i")
        .doesNotContain("direct", "p1", "p2", "");
  }
}
