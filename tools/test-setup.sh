#!/usr/bin/env bash
# Installs what the tests need beside npm's packages, where this is Debian and we are root; elsewhere it says what is missing.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v busybox >/dev/null || missing+=(busybox-static)
command -v prometheus >/dev/null || missing+=(prometheus)
command -v ip >/dev/null || missing+=(iproute2)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
[ -x /usr/lib/postgresql/15/bin/postgres ] || command -v postgres >/dev/null || missing+=(postgresql)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  else
    echo "the tests need ${missing[*]}: install them, or run as root on Debian" >&2
    exit 3
  fi
fi

bash test/cluster/setup
bash test/tools/helm/build >/dev/null
bash test/tools/moto/install >/dev/null
