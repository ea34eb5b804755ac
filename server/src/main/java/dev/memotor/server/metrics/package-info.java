/** The server's figures in the forms of Prometheus; nothing here is loaded before somebody asks. */
package dev.memotor.server.metrics;
