/**
 * A full cache for a long time: values of all sizes that shift, and expire, next to memcached.
 * {@link dev.memotor.benchmarks.churn.ChurnMain} is the command.
 */
@NullMarked
package dev.memotor.benchmarks.churn;

import org.jspecify.annotations.NullMarked;
