/** What single keys do to the server: the hot ones, the big ones, the slow ones; all bounded. */
@NullMarked
package dev.memotor.server.observe.keys;

import org.jspecify.annotations.NullMarked;
