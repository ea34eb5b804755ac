/** TLS: loading certificates and keys, and reloading them. */
@NullMarked
package dev.memotor.server.tls;

import org.jspecify.annotations.NullMarked;
