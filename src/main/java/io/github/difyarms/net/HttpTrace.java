package io.github.difyarms.net;

import java.time.Duration;

/**
 * One request, for {@code trace.log}.
 *
 * @param method the HTTP method
 * @param url the address without user name, password, signature and session state
 * @param status the answer's status; 0 when there was none
 * @param time from sending to the answer's head
 */
public record HttpTrace(String method, String url, int status, Duration time) {}
