/** Cases as their files describe them, and the steps of a case on its connections. */
@NullMarked
package dev.memotor.conformance.cases;

import org.jspecify.annotations.NullMarked;
