/** Runs cases on a server and collects their outcomes. */
@NullMarked
package dev.memotor.conformance.run;

import org.jspecify.annotations.NullMarked;
