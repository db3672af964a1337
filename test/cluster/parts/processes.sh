# Components as processes: started in the cluster's cgroup and network, waited for until they work.

start() { # NAME COMMAND...
  start_outside "$1" nsenter --net="$netns" -- "${@:2}"
}

start_outside() { # NAME COMMAND...: in the machine's own network
  local name=$1
  shift
  ! alive "$name" || return 0
  (
    exec 9>&- # the lock belongs to the session, not to its components
    join_cgroups
    exec setsid "$@"
  ) < /dev/null >> "$state/logs/$name.log" 2>&1 &
  echo $! > "$run/$name.pid"
}

# The id in the file may belong to somebody else by now: only one in our cgroup counts.
alive() { # NAME
  local pid
  pid=$(cat "$run/$1.pid" 2> /dev/null) && grep -q ":/$CLUSTER_NAME/" "/proc/$pid/cgroup" 2> /dev/null
}

stop() { # NAME
  ! alive "$1" || kill "$(cat "$run/$1.pid")"
}

wait_for() { # COMPONENT WHAT COMMAND...: until the command succeeds, the component dies, or 90 s are over
  local component=$1 what=$2 deadline=$((SECONDS + 90))
  shift 2
  until "$@" &> /dev/null; do
    if ! alive "$component"; then
      give_up "$component" "$component ended before there was: $what"
    elif [ $SECONDS -ge $deadline ]; then
      give_up "$component" "$component has not given within 90 s: $what"
    fi
    sleep 0.1
  done
  say "$what after $(elapsed)"
}

give_up() { # LOG REASON
  say "$2; the last lines of $state/logs/$1.log:"
  tail -n 8 "$state/logs/$1.log" >&2
  exit 3
}

elapsed() { # since the script began, in seconds
  local ms=$(($(date +%s%3N) - began_ms))
  printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
}
