/** The admin endpoint: metrics, health, and the live page with the hour behind it. */
package dev.memotor.server.admin;
