/** Connections and threads that run a load against one server. */
@NullMarked
package dev.memotor.bench.load;

import org.jspecify.annotations.NullMarked;
