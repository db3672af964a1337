# Names, addresses and paths that the cluster's scripts share. Capitals may be set in the environment.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CLUSTER_NAME=${CLUSTER_NAME:-loadtest-test}   # of the network namespace, the cgroup and the directories below
CLUSTER_PORT=${CLUSTER_PORT:-16443}           # the API server's, on 127.0.0.1 outside and inside of the namespace
METRICS=${METRICS:-1}                         # 0 leaves the metrics API out

cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/loadtest/cluster
state=$cache/state/$CLUSTER_NAME              # certificates, logs, etcd, images, pods' files
pki=$state/pki
run=/run/$CLUSTER_NAME                        # sockets and process ids: a socket's path has at most 107 bytes
netns=/run/netns/$CLUSTER_NAME
lock_file=/run/lock/$CLUSTER_NAME.lock

node=node1
node_ip=10.99.0.1                             # this and the next three exist only inside the namespace
pod_cidr=10.244.0.0/16
service_cidr=10.96.0.0/16
service_ip=10.96.0.1                          # the Service kubernetes.default

. "$here/images.env"

# The path of a program built from test/cluster/NAME: one for each state of its sources, so that clones share the cache.
program() { # NAME
  local sources
  sources=$(cd "$here/$1" && sha256sum -- *.go go.* && uname -m)
  echo "$cache/$1/$(sha256sum <<< "$sources" | cut -c1-12)/$1"
}

say() { echo "cluster: $*" >&2; }
fail() { say "$@"; exit 3; }
in_netns() { nsenter --net="$netns" -- "$@"; } # "ip netns exec" would mount a new /sys, without cgroups

# Takes the cluster for this script and those that it calls: two never make or end the same one at once.
take_lock() {
  [ "${CLUSTER_LOCK:-}" != "$lock_file" ] || return 0
  mkdir -p "$(dirname "$lock_file")"
  exec 9> "$lock_file"
  flock -n 9 || return 1
  export CLUSTER_LOCK=$lock_file
}
