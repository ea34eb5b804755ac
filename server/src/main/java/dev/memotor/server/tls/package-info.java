/** TLS: loading certificates and keys, and reloading them. */
package dev.memotor.server.tls;
