/**
 * Keeps each item in a file below a directory: readable with ordinary tools, crash-safe, for one
 * process at a time.
 *
 * <p>{@link dev.memotor.engine.fs.FsEngine} orders operations into lanes and hands them to threads
 * that may wait. There, {@link dev.memotor.engine.fs.OperationRunner} applies an operation, {@link
 * dev.memotor.engine.fs.ItemTree} changes files and the index in RAM, and a {@link
 * dev.memotor.engine.fs.Commit} makes the change as durable as the sync policy requires. {@link
 * dev.memotor.engine.fs.Layout} and {@link dev.memotor.engine.fs.Preamble} describe a file, {@link
 * dev.memotor.engine.fs.FileNames} names it.
 */
package dev.memotor.engine.fs;
