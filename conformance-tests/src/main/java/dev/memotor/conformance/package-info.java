/**
 * The {@code conform} command. Its packages depend on each other in one direction: {@code report}
 * on {@code run}, that on {@code cases}, {@code wire} and {@code template}; {@code against} on all
 * but {@code report}.
 */
@NullMarked
package dev.memotor.conformance;

import org.jspecify.annotations.NullMarked;
