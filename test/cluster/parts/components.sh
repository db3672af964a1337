# The components, in the order in which they need each other.

start_containerd() {
  mkdir -p "$state/cni"
  cat > "$state/containerd.toml" << CONF
version = 2
root = "$state/containerd"
state = "$run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs",
]
[grpc]
  address = "$run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  netns_mounts_under_state_dir = true
  tolerate_missing_hugetlb_controller = true
  restrict_oom_score_adj = true # root may lack the right to lower an OOM score
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    options = {Root = "$run/runc"}
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$state/cni"
CONF
  # Routed veth pairs: the plugin "bridge" would need a bridge device and its netfilter module.
  cat > "$state/cni/10-pods.conflist" << CONF
{"cniVersion": "1.0.0", "name": "$CLUSTER_NAME", "plugins": [
  {"type": "ptp", "mtu": 1500, "ipam": {"type": "host-local", "dataDir": "$run/addresses",
   "ranges": [[{"subnet": "$pod_cidr"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
CONF
  start containerd containerd --config "$state/containerd.toml"
}

start_apiserver() {
  local etcd=http://127.0.0.1:2379 peer=http://127.0.0.1:2380
  # A test cluster's data need not survive the machine: without fsync a write is quick on any disk.
  start etcd "$kube" etcd --name "$node" --data-dir "$state/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls $etcd --advertise-client-urls $etcd \
    --listen-peer-urls $peer --initial-advertise-peer-urls $peer --initial-cluster "$node=$peer"
  start kube-apiserver "$kube" kube-apiserver --etcd-servers $etcd \
    --secure-port "$CLUSTER_PORT" --advertise-address "$node_ip" --service-cluster-ip-range "$service_cidr" \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
    --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
    --kubelet-client-certificate "$pki/apiserver-kubelet-client.crt" \
    --kubelet-client-key "$pki/apiserver-kubelet-client.key" \
    --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    --service-account-issuer https://kubernetes.default.svc.cluster.local \
    --service-account-key-file "$pki/service-accounts.key" \
    --service-account-signing-key-file "$pki/service-accounts.key" \
    --requestheader-client-ca-file "$pki/ca.crt" --requestheader-allowed-names front-proxy-client \
    --requestheader-username-headers X-Remote-User --requestheader-group-headers X-Remote-Group \
    --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$pki/front-proxy-client.crt" --proxy-client-key-file "$pki/front-proxy-client.key"
}

# The way to the API server from outside: a unix socket belongs to no network namespace, so one socat on each side.
start_bridge() {
  start bridge-inside socat "UNIX-LISTEN:$run/apiserver.sock,fork,unlink-early,mode=600" "TCP:127.0.0.1:$CLUSTER_PORT"
  start_outside bridge-outside socat "TCP-LISTEN:$CLUSTER_PORT,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$run/apiserver.sock"
}

start_controllers() {
  # One replica needs no leader; the higher rates let a Job of 100 pods appear at once.
  start kube-controller-manager "$kube" kube-controller-manager $(clients_of kube-controller-manager) \
    --bind-address 127.0.0.1 --leader-elect=false --use-service-account-credentials \
    --kube-api-qps 200 --kube-api-burst 400 --flex-volume-plugin-dir "$state/kubelet/volume-plugins" \
    --service-account-private-key-file "$pki/service-accounts.key" --root-ca-file "$pki/ca.crt" \
    --cluster-signing-cert-file "$pki/ca.crt" --cluster-signing-key-file "$pki/ca.key"
  start kube-scheduler "$kube" kube-scheduler $(clients_of kube-scheduler) --bind-address 127.0.0.1 --leader-elect=false
}

clients_of() { # USER
  echo "--kubeconfig $pki/$1.conf --authentication-kubeconfig $pki/$1.conf --authorization-kubeconfig $pki/$1.conf"
}

start_kubelet() {
  echo "nameserver $node_ip" > "$state/resolv.conf"
  cat > "$state/kubelet.yaml" << CONF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $pki/kubelet-server.crt
tlsPrivateKeyFile: $pki/kubelet-server.key
containerRuntimeEndpoint: unix://$run/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$CLUSTER_NAME
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0                    # root may lack the right to lower it
clusterDNS: ["$node_ip"]          # CoreDNS is a process of the node
clusterDomain: cluster.local
resolvConf: $state/resolv.conf
podLogsDir: $state/pod-logs
volumePluginDir: $state/kubelet/volume-plugins
maxPods: 250
imageGCHighThresholdPercent: 100  # an image that is removed cannot be had again
evictionHard: {memory.available: 200Mi, nodefs.available: 1Gi, imagefs.available: 1Gi}
CONF
  # --containerd is for cAdvisor, which without it has no network figures.
  start kubelet "$kube" kubelet --config "$state/kubelet.yaml" --kubeconfig "$pki/kubelet.conf" \
    --hostname-override "$node" --node-ip "$node_ip" --root-dir "$state/kubelet" --containerd "$run/containerd.sock"
}

start_proxy() {
  cat > "$state/kube-proxy.yaml" << CONF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $pki/kube-proxy.conf}
hostnameOverride: $node
clusterCIDR: $pod_cidr
oomScoreAdj: 0
# A network namespace may not change all of these: leave them alone.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
CONF
  start kube-proxy "$kube" kube-proxy --config "$state/kube-proxy.yaml"
}

start_dns() {
  cat > "$state/Corefile" << CONF
.:53 {
  bind $node_ip
  errors
  ready 127.0.0.1:8181
  cache 5
  loadbalance
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig $pki/coredns.conf
    ttl 5
  }
}
CONF
  kubectl apply -f "$here/manifests/dns.yaml" > /dev/null
  start coredns "$kube" coredns -conf "$state/Corefile"
}

start_metrics() {
  local ca
  ca=$(base64 -w0 "$pki/ca.crt")
  sed "s|NODE_IP|$node_ip|; s|CA_BUNDLE|$ca|" "$here/manifests/metrics.yaml" | kubectl apply -f - > /dev/null
  start metrics-server "$(program metrics-server)" $(clients_of metrics-server) \
    --metric-resolution 10s --kubelet-request-timeout 5s \
    --kubelet-certificate-authority "$pki/ca.crt" --kubelet-preferred-address-types InternalIP \
    --bind-address "$node_ip" --secure-port 4443 \
    --tls-cert-file "$pki/metrics-server-server.crt" --tls-private-key-file "$pki/metrics-server-server.key"
}
