/**
 * Who a client is and what it may do: the file of users, the checks of passwords and the session of
 * a connection. Knows no protocol; the protocols bring the credentials here.
 */
package dev.memotor.server.auth;
