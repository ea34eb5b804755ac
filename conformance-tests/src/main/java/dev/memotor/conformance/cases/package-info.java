/** Cases as their files describe them, and the steps of a case on its connections. */
package dev.memotor.conformance.cases;
