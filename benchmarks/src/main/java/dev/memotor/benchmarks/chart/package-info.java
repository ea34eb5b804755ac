/** Charts as SVG, drawn without any library. */
@NullMarked
package dev.memotor.benchmarks.chart;

import org.jspecify.annotations.NullMarked;
