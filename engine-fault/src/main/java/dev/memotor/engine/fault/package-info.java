/**
 * An engine that wraps any other one and makes it slow, ill or silent, by options: so that servers
 * and clients can be tested against what happens rarely.
 */
package dev.memotor.engine.fault;
