/** What the server reports of itself: the stats command and the metrics page. */
package dev.memotor.server.report;
