/** What a load asks for: keys, values, and the mix of operations. */
package dev.memotor.bench.workload;
