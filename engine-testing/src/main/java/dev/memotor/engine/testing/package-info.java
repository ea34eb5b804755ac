/**
 * The engine contract as tests, and what tests of engines need. An engine author extends {@link
 * dev.memotor.engine.testing.EngineContract} with one method that opens the engine, and runs it
 * with JUnit.
 */
package dev.memotor.engine.testing;
