/**
 * The engine contract as tests. An engine author extends {@link
 * dev.memotor.conformance.contract.EngineContract} with one method that opens the engine, and runs
 * it with JUnit.
 */
package dev.memotor.conformance.contract;
