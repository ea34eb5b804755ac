/** The text notation of case files: escapes, placeholders, and what they stand for in one run. */
@NullMarked
package dev.memotor.conformance.template;

import org.jspecify.annotations.NullMarked;
