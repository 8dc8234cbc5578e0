package io.github.difyarms.testing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Decides what is done with each request; called from any thread. */
@FunctionalInterface
public interface Misdeed {
  /** Returns what is done with a request. */
  Deed deed(FrontRequest request);

  /** Returns a front's good behaviour. */
  static Misdeed none() {
    return request -> Deed.pass();
  }

  /** Does it to every request of some kinds. */
  static Misdeed on(Deed deed, RequestKind... kinds) {
    Set<RequestKind> all = Set.of(kinds);
    return when(request -> all.contains(request.kind()), deed);
  }

  /** Does it to every request that fits. */
  static Misdeed when(Predicate<FrontRequest> fits, Deed deed) {
    return request -> fits.test(request) ? deed : Deed.pass();
  }

  /** Does it to the first request of a kind only. */
  static Misdeed once(RequestKind kind, Deed deed) {
    return times(1, request -> request.kind() == kind, deed);
  }

  /** Does it to the first requests that fit. */
  static Misdeed times(int count, Predicate<FrontRequest> fits, Deed deed) {
    AtomicInteger left = new AtomicInteger(count);
    return request -> fits.test(request) && left.getAndDecrement() > 0 ? deed : Deed.pass();
  }

  /** Does the first of several that is no passing on. */
  static Misdeed anyOf(Misdeed... misdeeds) {
    List<Misdeed> all = List.of(misdeeds);
    return request ->
        all.stream()
            .map(misdeed -> misdeed.deed(request))
            .filter(deed -> !(deed instanceof Deed.Pass))
            .findFirst()
            .orElseGet(Deed::pass);
  }
}
