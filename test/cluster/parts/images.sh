# The images of images.env, made of programs on this machine: there is no registry and no container engine.
# Each is what its stock image is for a pod: the same paths, user, entrypoint and shell (BusyBox).

import_images() {
  local k6 node
  ! in_containerd images ls -q | grep -qx "$NODE_IMAGE" || return 0 # the last one: they are all there
  k6=${LOADTEST_K6:-$(cd "$here/../.." && npx --no-install tsx tools/k6-path.ts)}
  node=$(node -p process.execPath)
  scratch=$(mktemp -d "$state/images.XXXXXX")
  import_image "$PAUSE_IMAGE" pause_root '"Entrypoint": ["/pause"]'
  import_image "$TARGET_IMAGE" target_root '"User": "65532:65532", "Entrypoint": ["/target"]'
  import_image "$K6_IMAGE" k6_root '"User": "k6", "WorkingDir": "/home/k6", "Entrypoint": ["k6"]' "$k6"
  import_image "$NODE_IMAGE" node_root '"Entrypoint": ["docker-entrypoint.sh"], "Cmd": ["node"]' "$node"
  rm -rf "$scratch"
}

# Writes an archive as "docker save" does, which every container engine reads.
import_image() { # NAME ROOT-FUNCTION CONFIG [ARGUMENT]
  local name=$1 make_root=$2 config=$3 directory=$scratch/image path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  mkdir -p "$directory/root"
  "$make_root" "$directory/root" "${@:4}"
  # The same files give the same digest, whoever made them and when.
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$directory/root" -cf "$directory/layer.tar" .
  cat > "$directory/config.json" << JSON
{"architecture": "$(architecture)", "os": "linux", "config": {"Env": ["PATH=$path"], $config},
 "rootfs": {"type": "layers", "diff_ids": ["sha256:$(sha256sum < "$directory/layer.tar" | cut -d' ' -f1)"]}}
JSON
  echo "[{\"Config\": \"config.json\", \"RepoTags\": [\"$name\"], \"Layers\": [\"layer.tar\"]}]" > "$directory/manifest.json"
  tar -C "$directory" -cf "$scratch/image.tar" manifest.json config.json layer.tar
  rm -rf "$directory"
  in_containerd images import --snapshotter overlayfs "$scratch/image.tar"
}

in_containerd() { ctr --address "$run/containerd.sock" --namespace k8s.io "$@"; }

architecture() { uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/'; }

pause_root() { install "$(program pause)" "$1/pause"; }

target_root() { install "$(program target)" "$1/target"; }

k6_root() { # ROOT K6
  busybox_root "$1"
  mkdir -p "$1/home/k6"
  chown 12345:12345 "$1/home/k6"
  echo 'k6:x:12345:12345::/home/k6:/bin/sh' >> "$1/etc/passwd"
  install_program "$2" "$1/usr/bin/k6" "$1"
}

node_root() { # ROOT NODE
  busybox_root "$1"
  echo 'node:x:1000:1000::/home/node:/bin/sh' >> "$1/etc/passwd"
  install_program "$2" "$1/usr/local/bin/node" "$1"
  cat > "$1/usr/local/bin/docker-entrypoint.sh" << 'SH'
#!/bin/sh
set -e
if [ "${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
  set -- node "$@"
fi
exec "$@"
SH
  chmod 755 "$1/usr/local/bin/docker-entrypoint.sh"
}

busybox_root() { # ROOT
  mkdir -p "$1"/{bin,usr/bin,usr/local/bin,tmp,etc/ssl/certs,home}
  chmod 1777 "$1/tmp"
  echo 'root:x:0:0::/root:/bin/sh' > "$1/etc/passwd"
  install_program "$(command -v busybox)" "$1/bin/busybox" "$1"
  chroot "$1" /bin/busybox --install -s /bin
  [ ! -f /etc/ssl/certs/ca-certificates.crt ] || cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
}

# A program with the shared libraries that it needs, at the paths where it looks for them.
install_program() { # PROGRAM PLACE ROOT
  local library
  install -D "$1" "$2"
  for library in $(ldd "$1" 2> /dev/null | grep -oE '/[^ ]+'); do install -D "$library" "$3$library"; done
}
