package io.github.difyarms.image;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What a tar entry says of a file or directory besides its bytes.
 *
 * @param mode permission bits including set-user-id, set-group-id and sticky, as four octal digits
 *     (Jib's {@code FilePermissions} knows three)
 * @param uid numeric owner
 * @param gid numeric group
 * @param modified modification time
 * @param xattrs extended attributes by name; tar carries them as PAX {@code SCHILY.xattr.*}
 */
public record EntryAttributes(
    int mode, long uid, long gid, Instant modified, SortedMap<String, String> xattrs) {
  /** Returns the same attributes with another modification time. */
  public EntryAttributes withModified(Instant time) {
    return new EntryAttributes(mode, uid, gid, time, xattrs);
  }

  /** Returns the same attributes with another mode. */
  public EntryAttributes withMode(int other) {
    return new EntryAttributes(other, uid, gid, modified, xattrs);
  }

  /** Returns the mode as people write it: {@code 2775}. */
  public String modeText() {
    return String.format("%04o", mode);
  }

  /** Returns the owner as Jib and people write it: {@code 1001:1001}. */
  public String ownership() {
    return uid + ":" + gid;
  }
}
