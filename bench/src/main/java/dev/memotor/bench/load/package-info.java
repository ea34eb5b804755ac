/** Connections and threads that run a load against one server. */
package dev.memotor.bench.load;
