/** Starting and stopping the servers that are measured. */
package dev.memotor.benchmarks.launch;
