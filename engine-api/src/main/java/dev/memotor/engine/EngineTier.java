package dev.memotor.engine;

/**
 * Hot items in RAM in front of an engine; found by the server with {@link java.util.ServiceLoader}.
 * Internal to the server: the tier ships with it, a plug-in cannot bring one, and this interface
 * may change in any version.
 *
 * <p>The server puts the tier in front of an engine that owns its data: one that is {@link
 * Capability#PERSISTENT} and not {@link Capability#SHARED}, for another process' write would not
 * pass the tier, and not {@link Resizable}, for such an engine keeps the memory limit itself. In
 * front of a shared engine it is put if that is {@link Tracking}: then the tier hears of other
 * processes' writes, soon.
 */
public interface EngineTier {

  /**
   * Returns an engine that holds hot items of another one, within the context's memory limit, and
   * keeps the whole contract of {@link Engine} if that one does. A write that the other engine has
   * failed must not take effect afterwards, unless it is reported as a change.
   *
   * <p>Over a {@link Tracking} engine, this process's own writes are seen at once, and those of
   * others once they have been reported.
   *
   * @param engine not to be used otherwise any more; closing the result closes it
   * @throws EngineException of kind CONFIGURATION if there is not enough memory
   */
  Engine wrap(Engine engine, EngineContext context);
}
