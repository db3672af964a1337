# What the cluster needs of the machine: each make_… has its remove_… beside it, and both may be repeated.

# --- The network: a namespace with one address of its own and no way out. -----------------------------------------

make_network() {
  [ -e "$netns" ] || ip netns add "$CLUSTER_NAME"
  in_netns ip link set lo up
  if ! in_netns ip link show node0 &> /dev/null; then
    in_netns ip link add node0 type veth peer name node0-peer # not a dummy: some kernels are built without them
    in_netns ip addr add "$node_ip/24" dev node0
    in_netns ip link set node0 up
    in_netns ip link set node0-peer up
  fi
  # Without a default route, the node needs one to Service addresses before kube-proxy's rules see a packet.
  in_netns ip route replace "$service_cidr" dev node0
  in_netns sysctl -qw net.ipv4.ip_forward=1
  # Outside of the namespace nobody has these addresses: load for them must not leave by the machine's default route.
  # The metric makes the route this cluster's own.
  local net
  for net in "$pod_cidr" "$service_cidr" "$node_ip/32"; do ip route replace unreachable "$net" metric "$CLUSTER_PORT"; done
}

remove_network() {
  local net
  for net in "$pod_cidr" "$service_cidr" "$node_ip/32"; do
    ip route del unreachable "$net" metric "$CLUSTER_PORT" 2> /dev/null
  done
  [ ! -e "$netns" ] || ip netns del "$CLUSTER_NAME"
}

# --- cgroups: one of our own, with a child "system" for the components; kubelet adds "kubepods" for the pods. -----

unified_cgroups() { [ -f /sys/fs/cgroup/cgroup.controllers ]; }
cgroups() { find "/sys/fs/cgroup/$CLUSTER_NAME" /sys/fs/cgroup/*/"$CLUSTER_NAME" -depth -type d 2> /dev/null; }

make_cgroups() {
  local controller file group
  if unified_cgroups; then
    mkdir -p "/sys/fs/cgroup/$CLUSTER_NAME/system"
    for group in /sys/fs/cgroup "/sys/fs/cgroup/$CLUSTER_NAME"; do
      for controller in cpuset cpu io memory hugetlb pids; do
        grep -qw "$controller" "$group/cgroup.controllers" || continue
        echo "+$controller" > "$group/cgroup.subtree_control"
      done
    done
    return
  fi
  for controller in cpu cpuacct cpuset memory pids blkio devices freezer systemd hugetlb perf_event net_cls; do
    [ ! -d "/sys/fs/cgroup/$controller" ] || mkdir -p "/sys/fs/cgroup/$controller/$CLUSTER_NAME/system"
  done
  # A new cpuset of version 1 is empty, and nothing can run in it.
  for file in cpuset.cpus cpuset.mems; do
    for group in "$CLUSTER_NAME" "$CLUSTER_NAME/system"; do
      cat "/sys/fs/cgroup/cpuset/$file" > "/sys/fs/cgroup/cpuset/$group/$file"
    done
  done
}

join_cgroups() { # the calling process, and all that it starts
  local root
  if unified_cgroups; then
    echo "$BASHPID" > "/sys/fs/cgroup/$CLUSTER_NAME/system/cgroup.procs"
    return
  fi
  for root in cpu cpuacct pids; do echo "$BASHPID" > "/sys/fs/cgroup/$root/$CLUSTER_NAME/system/cgroup.procs"; done
}

# Every component and every container is in our cgroup, and nothing else is.
processes() { cgroups | sed 's|$|/cgroup.procs|' | xargs -r cat 2> /dev/null | sort -un; }

end_processes() {
  local attempt
  # These two first, or they would start anew what has been ended.
  stop kubelet
  stop containerd
  for attempt in $(seq 50); do
    [ -n "$(processes)" ] || return
    processes | xargs -r kill -KILL 2> /dev/null
    sleep 0.1
  done
}

remove_cgroups() {
  local attempt
  for attempt in $(seq 50); do
    cgroups | xargs -r rmdir 2> /dev/null
    [ -z "$(cgroups)" ] && return
    sleep 0.1 # the kernel is still letting go of processes that have just ended
  done
}

# --- Kernel settings that hold for the whole machine: those that kubelet changes, and inotify's. ------------------

# What the settings were before the first of the clusters that stand.
saved_settings() { find "$cache/state" -mindepth 2 -maxdepth 2 -name kernel-settings; }

set_kernel() {
  local saved
  saved=$(saved_settings | head -n 1)
  if [ -z "$saved" ]; then
    sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops \
      kernel.keys.root_maxkeys kernel.keys.root_maxbytes fs.inotify.max_user_instances > "$state/kernel-settings"
  elif [ ! -f "$state/kernel-settings" ]; then
    cp "$saved" "$state/kernel-settings"
  fi
  sysctl -qw fs.inotify.max_user_instances=8192 # each followed log takes one
  ulimit -n "$(ulimit -Hn)"                     # pods inherit it from containerd
}

reset_kernel() { # when this is the last cluster
  [ "$(saved_settings)" != "$state/kernel-settings" ] || sysctl -q -p "$state/kernel-settings"
}

# --- Mounts and files. --------------------------------------------------------------------------------------------

mounts() { awk '{print $2}' /proc/mounts | grep -E "^($state|$run)/" | sort -r; }
remove_mounts() { mounts | xargs -r umount -l; }

remove_files() {
  # Some places are fixed in containerd, its network plugins and kubelet: there we remove what is ours, by name.
  local pod
  for pod in "$run"/containerd/io.containerd.runtime.v2.task/k8s.io/*/; do
    [ -d "$pod" ] || continue
    rm -f /var/lib/cni/results/*-"$(basename "$pod")"-*
    [ ! -f "$pod/address" ] || rm -f "$(sed 's|^unix://||' "$pod/address")"
  done
  # A kubelet that listens there, of another cluster, keeps it.
  local socket=/var/lib/kubelet/device-plugins/kubelet.sock
  grep -q " $socket$" /proc/net/unix || rm -f "$socket"
  find /var/log/containers -lname "$state/*" -delete 2> /dev/null
  rm -rf --one-file-system "$state" "$run"
  rmdir --ignore-fail-on-non-empty "$cache/state"
  rmdir -p /var/lib/cni/results /var/lib/kubelet/device-plugins /run/containerd/s /var/log/containers 2> /dev/null
}
