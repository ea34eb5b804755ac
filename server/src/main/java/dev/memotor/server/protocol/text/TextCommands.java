package dev.memotor.server.protocol.text;

/** Carries the commands of one connection out, by family. */
record TextCommands(ClassicCommands classic, MetaCommands meta, ServerCommands server) {}
