/**
 * An engine that wraps another one and, by options, makes it slow, failing, silent or full, to test
 * servers and clients against rare conditions.
 */
@NullMarked
package dev.memotor.engine.fault;

import org.jspecify.annotations.NullMarked;
