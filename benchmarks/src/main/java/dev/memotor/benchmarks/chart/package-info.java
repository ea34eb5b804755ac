/** Charts as SVG, drawn without any library. */
package dev.memotor.benchmarks.chart;
