# For the scripts beside this one, which source it: builds memotor if need be, and runs a tool of its jars.

home=$(cd "$(dirname "$0")/.." && pwd)
if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
else
  java=java
fi

tool() { # CLASS ARGUMENTS...
  class=$1
  shift
  "$home/bin/memotor" --version >/dev/null
  exec "$java" -Xmx1g -XX:+UseParallelGC -cp "$home/benchmarks/target/classes:$home/benchmarks/target/lib/*:$home/distribution/target/lib/*" \
    "dev.memotor.benchmarks.$class" --home "$home" "$@"
}
