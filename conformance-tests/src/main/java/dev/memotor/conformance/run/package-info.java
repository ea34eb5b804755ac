/** Runs cases on a server and collects their outcomes. */
package dev.memotor.conformance.run;
