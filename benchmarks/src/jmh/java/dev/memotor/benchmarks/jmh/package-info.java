/**
 * What single layers cost, without any network: run them with {@code benchmarks/jmh}. They are no
 * tests and take no part in the build but for being compiled.
 */
package dev.memotor.benchmarks.jmh;
