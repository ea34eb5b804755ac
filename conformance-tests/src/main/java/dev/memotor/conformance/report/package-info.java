/** The formats in which {@code conform} prints outcomes. */
package dev.memotor.conformance.report;
