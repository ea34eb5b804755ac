/** Compares engine memory with libraries for data outside of the Java heap. */
@NullMarked
package dev.memotor.benchmarks.offheap;

import org.jspecify.annotations.NullMarked;
