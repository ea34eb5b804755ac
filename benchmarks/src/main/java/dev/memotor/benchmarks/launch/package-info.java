/** Starting and stopping the servers that are measured. */
@NullMarked
package dev.memotor.benchmarks.launch;

import org.jspecify.annotations.NullMarked;
