# Sourced by the scripts that need servers of their own: each on a free loopback port, with its data
# in a directory that goes at the end, stopped by its process id.

memotor_home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
pid=
port=
redis_pids=()
redis_ports=()

ended() { # whether the server is gone though nobody here stopped it; tells how
  local status=0
  if kill -0 "$pid" 2>/dev/null; then
    return 1
  fi
  wait "$pid" 2>/dev/null || status=$?
  echo "the server had ended by itself, with status $status; the end of its log:" >&2
  tail -n 20 "$work/log" >&2
}

cleanup() {
  if [ -n "$pid" ]; then
    ended || true
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  fi
  stop_redis
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

free_port() { # a port that nobody listens on, neither there nor 10000 higher, where a node of a
  # cluster meets the others; both below the range that the kernel gives to clients
  local candidate
  for _ in $(seq 100); do
    candidate=$((10000 + RANDOM % 12000))
    if ! (: <"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null \
        && ! (: <"/dev/tcp/127.0.0.1/$((candidate + 10000))") 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "no free port" >&2
  return 1
}

answers() { # PORT: whether a server answers there
  local line
  exec 9<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'version\r\n' >&9
  IFS= read -r -t 5 line <&9 || line=
  exec 9>&-
  [[ $line == VERSION* ]]
}

await_server() { # until the server answers, or has died, or a minute is over
  local end=$((SECONDS + 60))
  until answers "$port" 2>/dev/null; do
    if ! kill -0 "$pid" 2>/dev/null || [ "$SECONDS" -ge "$end" ]; then
      echo "the server did not start:" >&2
      tail -n 20 "$work/log" >&2
      return 1
    fi
    sleep 0.05
  done
}

start_memcached() { # OPTIONS...
  port=$(free_port)
  memcached -u "$(id -un)" -l 127.0.0.1 -p "$port" "$@" >"$work/log" 2>&1 &
  pid=$!
  await_server
}

redis_listens() { # PORT
  [ "$(redis-cli -p "$1" ping 2>/dev/null)" = PONG ]
}

run_redis() { # INDEX SETTINGS...: starts the Redis of that index, or starts it again
  local index=$1 end=$((SECONDS + 60))
  shift
  mkdir -p "$work/redis-$index"
  redis-server --bind 127.0.0.1 --port "${redis_ports[index]}" --dir "$work/redis-$index" --save '' "$@" \
    >>"$work/redis-$index/log" 2>&1 &
  redis_pids[index]=$!
  until redis_listens "${redis_ports[index]}"; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "Redis did not start:" >&2
      tail -n 20 "$work/redis-$index/log" >&2
      return 1
    fi
    sleep 0.05
  done
}

start_redis() { # SETTINGS...
  redis_ports[0]=$(free_port)
  run_redis 0 "$@"
}

stop_redis() { # all of them, with their data
  local redis
  for redis in "${redis_pids[@]}"; do
    kill -9 "$redis" 2>/dev/null || true
    wait "$redis" 2>/dev/null || true
  done
  redis_pids=()
  redis_ports=()
  rm -rf "$work"/redis-*
}

run_redis_node() { # INDEX SETTINGS...: as run_redis, of a cluster
  run_redis "$1" --cluster-enabled yes --cluster-node-timeout 1000 "${@:2}"
}

start_redis_cluster() { # SETTINGS...: three masters with a replica each
  local index addresses=() end=$((SECONDS + 60))
  for index in 0 1 2 3 4 5; do
    redis_ports[index]=$(free_port)
    run_redis_node "$index" "$@"
    addresses+=("127.0.0.1:${redis_ports[index]}")
  done
  redis-cli --cluster create "${addresses[@]}" --cluster-replicas 1 --cluster-yes >"$work/cluster" </dev/null
  for index in 0 1 2 3 4 5; do
    # A replica that has not followed its master yet would not stand for election.
    until redis-cli -p "${redis_ports[index]}" cluster info | grep -q cluster_state:ok \
        && redis-cli -p "${redis_ports[index]}" info replication \
        | grep -q 'master_link_status:up\|connected_slaves:[1-9]'; do
      [ "$SECONDS" -lt "$end" ] || return 1
      sleep 0.05
    done
  done
}

engine_uri() { # SCHEME[?OPTIONS]: engines that keep items get a directory
  local scheme=${1%%\?*} options=
  [ "$1" = "$scheme" ] || options=?${1#*\?}
  case $scheme in
    memory) echo "memory$options" ;;
    redis) echo "redis://127.0.0.1:${redis_ports[0]}$options" ;;
    redis-cluster) echo "redis-cluster://127.0.0.1:${redis_ports[0]},127.0.0.1:${redis_ports[1]}$options" ;;
    *) echo "$scheme:$work/$scheme$options" ;;
  esac
}

start_memotor() { # SCHEME[?OPTIONS] OPTIONS...; a Redis is started if there is none yet
  local engine=$1
  shift
  if [ "${#redis_ports[@]}" = 0 ]; then
    case $engine in
      redis-cluster*) start_redis_cluster ;;
      redis*) start_redis ;;
    esac
  fi
  port=$(free_port)
  "$memotor_home/bin/memotor" --engine "$(engine_uri "$engine")" -l 127.0.0.1 -p "$port" "$@" \
    >"$work/log" 2>&1 &
  pid=$!
  await_server
}

stop_server() { # in good order; fails if the server did not end well
  local status=0
  if ended; then
    pid=
    return 1
  fi
  kill -TERM "$pid"
  wait "$pid" || status=$?
  pid=
  [ "$status" = 0 ] || echo "the server ended with status $status" >&2
  return "$status"
}

# Builds if that is needed, so that no start has to wait for it.
"$memotor_home/bin/memotor" --version >/dev/null
