/** Reports of a finished load: for people, for programs, and as pictures. */
@NullMarked
package dev.memotor.bench.report;

import org.jspecify.annotations.NullMarked;
