/**
 * Who a client is and what it may do: the file of users, password checks and sessions. Independent
 * of protocols, which supply the credentials.
 */
package dev.memotor.server.auth;
