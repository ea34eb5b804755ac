/** What a load asks for: keys, values, and the mix of operations. */
@NullMarked
package dev.memotor.bench.workload;

import org.jspecify.annotations.NullMarked;
