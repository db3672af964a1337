# The cluster's certificate authority, a certificate for each of its parts and users, and the users' kubeconfigs.

make_certificates() {
  local dns=localhost,kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local
  certificate ca "/CN=$CLUSTER_NAME-ca"
  certificate apiserver /CN=kube-apiserver "IP:127.0.0.1,IP:$service_ip,IP:$node_ip,DNS:${dns//,/,DNS:}"
  certificate apiserver-kubelet-client /O=system:masters/CN=kube-apiserver
  certificate front-proxy-client /CN=front-proxy-client
  certificate kubelet-server "/CN=$node" "IP:$node_ip,DNS:$node"
  certificate metrics-server-server /CN=metrics-server "DNS:metrics-server.kube-system.svc"
  [ -f "$pki/service-accounts.key" ] || openssl ecparam -name prime256v1 -genkey -noout -out "$pki/service-accounts.key"

  user admin /O=system:masters/CN=admin
  user kube-controller-manager /CN=system:kube-controller-manager
  user kube-scheduler /CN=system:kube-scheduler
  user kubelet "/O=system:nodes/CN=system:node:$node"
  user kube-proxy /CN=system:kube-proxy
  user coredns /CN=system:coredns
  user metrics-server /CN=system:metrics-server
}

certificate() { # NAME SUBJECT [ALTERNATIVE NAMES]
  local name=$1 subject=$2 names=${3:-}
  [ ! -f "$pki/$name.crt" ] || return 0
  local options=(-subj "$subject" -addext 'basicConstraints=critical,CA:FALSE' -CA "$pki/ca.crt" -CAkey "$pki/ca.key")
  [ "$name" = ca ] && options=(-subj "$subject" -addext 'basicConstraints=critical,CA:TRUE')
  [ -n "$names" ] && options+=(-addext "subjectAltName=$names")
  openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 "${options[@]}" \
    -keyout "$pki/$name.key" -out "$pki/$name.crt.new" 2> "$state/logs/openssl.log"
  mv "$pki/$name.crt.new" "$pki/$name.crt"
}

user() { # NAME SUBJECT: a client certificate, and a kubeconfig with it
  certificate "$1" "$2"
  # Readable by root alone from the start: whoever reads it is that user.
  (umask 077 && cat > "$pki/$1.conf") << CONF
apiVersion: v1
kind: Config
current-context: $CLUSTER_NAME
contexts: [{name: $CLUSTER_NAME, context: {cluster: $CLUSTER_NAME, user: $1}}]
clusters: [{name: $CLUSTER_NAME, cluster: {server: "https://127.0.0.1:$CLUSTER_PORT", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$pki/$1.crt"), client-key-data: $(base64 -w0 "$pki/$1.key")}}]
CONF
}
