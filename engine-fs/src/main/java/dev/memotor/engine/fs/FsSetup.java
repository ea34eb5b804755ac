package dev.memotor.engine.fs;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * What an engine is opened with.
 *
 * @param root exists, and is used by nobody else while the lock is held
 * @param threads the number of operations that may wait for the disk at the same time
 * @param queue the number of operations that may be in flight
 * @param boot identifies the current boot of the machine; empty if unknown
 * @param lock closed with the engine
 */
record FsSetup(
    Disk disk,
    Path root,
    FileNames names,
    SyncPolicy sync,
    int threads,
    int queue,
    String boot,
    Closeable lock) {}
