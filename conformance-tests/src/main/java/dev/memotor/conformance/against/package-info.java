/** Differential runs: the same random sequences on two servers. */
@NullMarked
package dev.memotor.conformance.against;

import org.jspecify.annotations.NullMarked;
