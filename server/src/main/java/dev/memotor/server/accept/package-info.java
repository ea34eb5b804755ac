/** What every listener of the server does, whatever it speaks. */
package dev.memotor.server.accept;
