/** Reports of a finished load: for people, for programs, and as pictures. */
package dev.memotor.bench.report;
