#!/bin/sh
# Supervises one k6 of a run: registers, fetches the archive and verifies it, runs k6, reports on it, and interrupts it on release
# or when the coordinator is lost. Arguments: NAME=VALUE, what configures k6. The environment is that of the worker's manifest.
set -u; trap 'exit 143' TERM INT
home=${0%/*} scratch=$(mktemp -d) worker=workers/$JOB_COMPLETION_INDEX k6=0 patience=10
for name in $(env | sed -nE 's/^((K6|OTEL)_[A-Za-z0-9_]*|[A-Za-z]*_[Pp][Rr][Oo][Xx][Yy])=.*/\1/p'); do unset "$name"; done
export "$@" K6_OTEL_HTTP_EXPORTER_URL_PATH="/$worker/v1/metrics" K6_OTEL_HEADERS="authorization=Bearer%20$LOADTEST_TOKEN"
case $LOADTEST_POD_IP in *:*) address=[$LOADTEST_POD_IP]:$LOADTEST_K6_PORT ;; *) address=$LOADTEST_POD_IP:$LOADTEST_K6_PORT ;; esac
call() { # ACTION SECONDS [OPTION VALUE]: the answer on standard output
  timeout "$2" wget -q -O - --header "Authorization: Bearer $LOADTEST_TOKEN" --header 'Accept: text/plain' ${3:+"$3" "$4"} \
    "http://$LOADTEST_COORDINATOR/$worker/$1"
}
insist() { # ACTION SECONDS ANSWER [OPTION VALUE]: calls until there is an answer, unless it is a refusal or past the deadline
  until call "$1" "$2" ${4:+"$4" "$5"} > "$3" 2> "$scratch/error"; do
    if grep -q 'HTTP/1.1 4' "$scratch/error" || [ "$(date +%s)" -ge "$deadline" ]; then
      echo "loadtest: no $1 at $LOADTEST_COORDINATOR: $(cat "$scratch/error")" >&2; exit 1
    fi
    sleep 0.2
  done
}
state() { printf '"exceptions":%s' "$(cat "$scratch/exceptions")"; awk -v pid="$k6" -v cgroup=/sys/fs/cgroup -f "$home/usage.awk"; }
report() { # EXIT-CODE SIGNAL, both as JSON: tells of k6's end
  printf '{%s,"exitCode":%s,"signal":%s,"logTail":"%s"}' "$(state)" "$1" "$2" "$(cat "$scratch/tail")" > "$scratch/report"
  deadline=$(($(date +%s) + patience))
  insist exit 5 /dev/null --post-file "$scratch/report"
}
leave() { # SECONDS: tells k6 to flush and to leave; one that has not by then is killed
  kill -INT "$k6"; for _ in $(seq "$1"); do kill -0 "$k6" 2> /dev/null && sleep 1; done; kill -KILL "$k6" 2> /dev/null
}
beat() { # once a second, until the coordinator has not answered for 8 seconds
  heard=$(date +%s)
  while [ $(($(date +%s) - heard)) -lt 8 ]; do
    printf '{%s}' "$(state)" > "$scratch/heartbeat"
    call heartbeat 3 --post-file "$scratch/heartbeat" > /dev/null 2>&1 && heard=$(date +%s)
    sleep 1
  done
}
obey() { until call command 30 2> /dev/null | grep -q release; do sleep 0.2; done; }

echo '{}' > "$scratch/exceptions"
deadline=$(($(date +%s) + LOADTEST_READY_SECONDS))
insist register 10 "$scratch/task" --post-data "{\"address\":\"$address\",\"host\":\"$LOADTEST_NODE\"}"
insist archive 120 "$scratch/archive.tar"
{ read -r digest; set --; while IFS= read -r argument; do set -- "$@" "$argument"; done; } < "$scratch/task"
if [ "sha256:$(sha256sum < "$scratch/archive.tar")" != "$digest  -" ]; then
  echo "the archive has another digest than $digest" | tee "$scratch/tail" >&2
  report null null; exit 1
fi
mkfifo "$scratch/log"
awk -v dir="$scratch" -f "$home/k6-log.awk" < "$scratch/log" & log=$!
k6 run "$@" --address "$address" "$scratch/archive.tar" > /dev/null 2> "$scratch/log" & k6=$!
trap 'patience=2 deadline=$(($(date +%s) + 2)); kill -INT "$k6"' TERM INT # the pod goes, and perhaps its coordinator with it
{ beat; leave 5; } & beats=$!
{ obey; leave 15; } & orders=$!
wait "$k6"; code=$?
while kill -0 "$k6" 2> /dev/null; do wait "$k6"; code=$?; done # a signal to this script ends a wait early
kill "$beats" "$orders" 2> /dev/null
wait "$log"
if [ "$code" -gt 128 ]; then report null "\"SIG$(kill -l $((code - 128)))\""; else report "$code" null; fi
exit "$code"
