/**
 * The engine contract as tests, and what tests of engines need. An engine author extends {@link
 * dev.memotor.engine.testing.EngineContract} with one method that opens the engine, and runs it
 * with JUnit.
 */
@NullMarked
package dev.memotor.engine.testing;

import org.jspecify.annotations.NullMarked;
