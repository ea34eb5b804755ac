/**
 * Who a client is and what it may do: the file of users, password checks and sessions. Independent
 * of protocols, which supply the credentials.
 */
@NullMarked
package dev.memotor.server.auth;

import org.jspecify.annotations.NullMarked;
