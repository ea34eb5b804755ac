/** Reports: the groups of {@code stats}, and the page for Prometheus. */
@NullMarked
package dev.memotor.server.report;

import org.jspecify.annotations.NullMarked;
