/** What every listener of the server does, whatever it speaks. */
@NullMarked
package dev.memotor.server.accept;

import org.jspecify.annotations.NullMarked;
