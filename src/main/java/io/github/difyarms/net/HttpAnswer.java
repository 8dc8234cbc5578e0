package io.github.difyarms.net;

import java.net.URI;

/**
 * An answer whose body has been read.
 *
 * @param uri the address that answered
 * @param status HTTP status
 * @param headers its header fields
 * @param body its body; callers must not change the array
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
public record HttpAnswer(URI uri, int status, HttpHeaders headers, byte[] body)
    implements HttpReply {}
