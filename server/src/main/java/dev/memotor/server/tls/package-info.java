/** TLS: certificates and keys from their files, and the way to read them anew. */
package dev.memotor.server.tls;
