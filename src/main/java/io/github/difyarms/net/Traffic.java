package io.github.difyarms.net;

/**
 * What went over the network so far.
 *
 * @param requests requests sent, repetitions included, token requests not
 * @param tokenRequests requests to token servers
 * @param bytesReceived bytes in the bodies of successful answers, token requests aside
 * @param bytesSent bytes in the bodies of requests, token requests aside
 */
public record Traffic(long requests, long tokenRequests, long bytesReceived, long bytesSent) {}
