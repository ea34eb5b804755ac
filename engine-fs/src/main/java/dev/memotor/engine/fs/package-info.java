/**
 * One file per item below a directory: readable by people, crash safe, for one process at a time.
 *
 * <p>{@link dev.memotor.engine.fs.FsEngine} orders operations into lanes and hands them to threads
 * that may wait. There {@link dev.memotor.engine.fs.OperationRunner} applies one of them, {@link
 * dev.memotor.engine.fs.ItemTree} changes files and the index in RAM, and a {@link
 * dev.memotor.engine.fs.Commit} sees to it that the change is as durable as the sync policy asks.
 * {@link dev.memotor.engine.fs.Layout} and {@link dev.memotor.engine.fs.Preamble} say what a file
 * looks like, {@link dev.memotor.engine.fs.FileNames} what it is called.
 */
package dev.memotor.engine.fs;
