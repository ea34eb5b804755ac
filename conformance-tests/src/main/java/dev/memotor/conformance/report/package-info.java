/** The formats in which {@code conform} prints outcomes. */
@NullMarked
package dev.memotor.conformance.report;

import org.jspecify.annotations.NullMarked;
