package dev.memotor.engine.fs;

import java.io.Closeable;
import java.nio.file.Path;

/**
 * What an engine is made of.
 *
 * @param root exists, and is nobody else's while the lock is held
 * @param threads how many operations may wait for the disk at the same time
 * @param queue how many may be in the engine
 * @param boot names this run of the machine; empty if that is not known
 * @param lock closed at the end
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
