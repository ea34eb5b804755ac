/** The text notation of case files: escapes, placeholders, and what they stand for in one run. */
package dev.memotor.conformance.template;
