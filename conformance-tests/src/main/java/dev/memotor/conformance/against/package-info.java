/** Differential runs: the same random sequences on two servers. */
package dev.memotor.conformance.against;
