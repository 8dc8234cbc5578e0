package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.util.List;

/** {@code tags/list} with {@code n} and {@code last} (specification, "Listing Tags"). */
final class TagRoutes {
  private final RegistryStorage storage;

  TagRoutes(RegistryStorage storage) {
    this.storage = storage;
  }

  void answer(Exchange exchange, String repository) throws IOException {
    if (!exchange.is("GET", "HEAD")) {
      throw RegistryError.UNSUPPORTED.because(exchange.method());
    }
    String last = exchange.query("last").orElse("");
    List<String> rest =
        storage
            .tags(repository)
            .orElseThrow(() -> RegistryError.NAME_UNKNOWN.because(repository))
            .keySet()
            .stream()
            .filter(tag -> tag.compareTo(last) > 0)
            .toList();
    int limit = exchange.query("n").map(TagRoutes::number).orElse(rest.size());
    List<String> page = rest.subList(0, Math.min(limit, rest.size()));
    if (page.size() < rest.size() && !page.isEmpty()) {
      String next = "?last=" + page.get(page.size() - 1) + "&n=" + limit;
      exchange.set("Link", "</v2/" + repository + "/tags/list" + next + ">; rel=\"next\"");
    }
    ObjectNode document = Json.object().put("name", repository);
    ArrayNode names = document.putArray("tags");
    page.forEach(names::add);
    exchange.send(200, RegistryRoutes.JSON, Json.write(document));
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException notNumber) {
      // The same answer as for a negative one.
    }
    throw RegistryError.PAGINATION_NUMBER_INVALID.because(text);
  }
}
