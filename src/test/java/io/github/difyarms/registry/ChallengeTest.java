package io.github.difyarms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChallengeTest {
  private static List<Challenge> parse(String... values) {
    return Challenge.parse(List.of(values));
  }

  @Test
  void readsQuotedValuesWithCommasAndColons() {
    assertThat(
            parse(
                "Bearer realm=\"https://a/t?x=1,2\",service=\"r.com:1:2\","
                    + "scope=\"repository:a/b:pull,push\""))
        .containsExactly(
            new Challenge(
                "bearer",
                Map.of(
                    "realm", "https://a/t?x=1,2",
                    "service", "r.com:1:2",
                    "scope", "repository:a/b:pull,push")));
  }

  @Test
  void readsSeveralChallengesInOneFieldAndInMany() {
    assertThat(parse("Basic realm=\"x\", Bearer realm=y", "Negotiate"))
        .extracting(Challenge::scheme)
        .containsExactly("basic", "bearer", "negotiate");
  }

  @Test
  void schemeAndNamesAreFreeOfCaseAndBlanksAreAllowed() {
    Challenge challenge = parse("BEARER  Realm = \"x\\\"y\" , SERVICE=s").get(0);

    assertThat(challenge.parameter("realm")).contains("x\"y");
    assertThat(challenge.parameter("service")).contains("s");
  }

  @Test
  void aRealmMayBeAsLongAsAHeader() {
    String realm = "https://a/t?x=" + "1".repeat(100_000);

    assertThat(parse("Bearer realm=\"" + realm + "\"").get(0).parameter("realm")).contains(realm);
  }

  @Test
  void whatIsNoChallengeIsNone() {
    assertThat(parse("", "=;", "\"")).isEmpty();
  }
}
