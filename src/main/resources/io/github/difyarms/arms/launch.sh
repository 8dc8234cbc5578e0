# Starts this process under the ARMS Python agent. For an operator, all optional:
#   DIFY_ARMS_ENABLED=false        start as upstream does, without the agent
#   DIFY_ARMS_INSTALL_TIMEOUT={{timeout}}   seconds the whole installation may take
#   DIFY_ARMS_HOME=DIRECTORY       where the agent is kept (else: dify-arms in the Python environment)
#   PYTHON_AGENT_PATH=ADDRESS      another address of aliyun-python-agent.tar.gz
#   PIP_INDEX_URL=ADDRESS          another package index (PIP_TRUSTED_HOST=HOST when it is plain http)
dify_arms_settings() {
  dify_arms_server={{server}}
  dify_arms_agent_urls=({{urls}})
  dify_arms_agent_sha256={{sha256}}
  dify_arms_index_url={{indexUrl}}
  dify_arms_index_trusted_host={{indexTrustedHost}}
  dify_arms_timeout={{timeout}}
  dify_arms_on_failure={{onFailure}}
  if [ -n "${PYTHON_AGENT_PATH:-}" ]; then dify_arms_agent_urls=("$PYTHON_AGENT_PATH"); fi
}

{{words}}

# Sets dify_arms_launch: what stands before the server's command, nothing when it starts without the agent.
dify_arms_prepare() {
  local began=$SECONDS limit home work child status dir version name
  dify_arms_launch=()
  dify_arms_settings
{{begin}}
  if ! dify_arms_find_home; then
    dify_arms_give_up 'no writable directory for the agent: set DIFY_ARMS_HOME or mount a volume at /tmp'
    return 0
  fi
  # timeout makes a process group of the installation and ends all of it. In the background, because bash
  # as process 1 would otherwise not hear a SIGTERM before the installation is over.
  printf 'starting' >"$work/step"
  timeout -k 2 "$limit" "$BASH" -c "$(declare -f $(compgen -A function dify_arms_))"$'\n''dify_arms_install "$@"' dify-arms "$home" "$work" </dev/null &
  child=$!
  trap 'kill "$child" 2>/dev/null; rm -rf "$work"; exit 143' TERM INT
  wait "$child" && status=0 || status=$?
  trap - TERM INT
  if [ -s "$work/result" ]; then
    { read -r version && read -r dir; } <"$work/result"
    if [ "$dir" = . ]; then
      dify_arms_launch=(aliyun-instrument)
    elif [ -x "$dir/bin/aliyun-instrument" ]; then
      dify_arms_launch=(env "PYTHONPATH=$dir${PYTHONPATH:+:$PYTHONPATH}" "$dir/bin/aliyun-instrument")
    else
      dify_arms_give_up "files in $dir cannot be executed (a mount with noexec?)"
    fi
    if [ ${#dify_arms_launch[@]} -gt 0 ]; then
      dify_arms_defaults
      dify_arms_say "agent $version is ready in ${dir/#./the Python environment} after $((SECONDS - began)) s; starting $dify_arms_server under it"
    fi
  elif [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
    dify_arms_give_up "the agent was not installed within $limit s (DIFY_ARMS_INSTALL_TIMEOUT), it was $(cat "$work/step" 2>/dev/null)"
  else
    dify_arms_give_up "the agent was not installed: failed while $(cat "$work/step" 2>/dev/null): $(grep . "$work/log" 2>/dev/null | tail -n 1 | cut -c 1-300)"
  fi
  rm -rf "$work" || true
}

# Sets home (kept from start to start) and work (inside it, so that a rename brings the agent into place).
# Work directories older than any running installation were left by killed ones.
dify_arms_find_home() {
  local python temporary=${TMPDIR:-/tmp}/dify-arms-$UID
  python=$(command -v python3) || return
  for home in "${DIFY_ARMS_HOME:-${python%/bin/python3}/dify-arms}" "$temporary"; do
    if [[ $home != /* ]]; then home=$PWD/$home; fi
    mkdir -p "$home" 2>/dev/null || continue
    # In a directory that others can write to, only what is ours is trusted.
    if [ "$home" = "$temporary" ] && { [ -L "$home" ] || ! [ -O "$home" ] || ! chmod 700 "$home"; }; then continue; fi
    find "$home" -maxdepth 1 -name 'work.*' -mmin "+$((limit / 60 + 2))" -exec rm -rf {} + 2>/dev/null
    if work=$(mktemp -d "$home/work.XXXXXX" 2>/dev/null); then return 0; fi
  done
  return 1
}

# From here on: what runs in the time-limited process, with its output in the work directory's log.
dify_arms_install() {
  local home=$1 work=$2 kept checks name
  exec 3>&2 >>"$work/log" 2>&1
  dify_arms_log=3
  dify_arms_settings
  checks=("$dify_arms_server")
  kept=$(dify_arms_kept_because)
  cd "$work" || return
  # No home directory is needed, no cache kept; a stalled index is given up long before pip's own 15 s × 6.
  # Wheels only: an image without a compiler has no use for sources (PIP_ONLY_BINARY= allows them).
  export TMPDIR=$work PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
  export PIP_DEFAULT_TIMEOUT=${PIP_DEFAULT_TIMEOUT:-10} PIP_RETRIES=${PIP_RETRIES:-2} PIP_ONLY_BINARY=${PIP_ONLY_BINARY-:all:}
  if [ -z "${PIP_INDEX_URL:-}" ] && [ -n "$dify_arms_index_url" ]; then
    export PIP_INDEX_URL=$dify_arms_index_url
    if [ -n "$dify_arms_index_trusted_host" ]; then export PIP_TRUSTED_HOST=${PIP_TRUSTED_HOST:-$dify_arms_index_trusted_host}; fi
  fi
  if ! [ -w "${HOME:-}" ]; then export HOME=$work; fi
  unset PYTHONDONTWRITEBYTECODE PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV

  dify_arms_step 'listing the installed packages'
  python3 -c 'import importlib.metadata as m; print("\n".join(sorted({d.metadata["Name"] + "==" + d.version for d in m.distributions() if d.metadata["Name"]})))' >installed || return
  # The agent brings its own opentelemetry-*; all else stays at the version the application locks.
  grep -vi '^opentelemetry-' installed >constraints || true
  # What the application may import as well must be importable beside the agent.
  if grep -qi '^opentelemetry-sdk==' installed; then checks+=(opentelemetry.sdk.trace); fi
  for name in $(dify_arms_conflicts); do
    if [ -n "$kept" ]; then checks+=("opentelemetry.instrumentation.$name"); fi
  done

  dify_arms_step 'looking for an agent in the Python environment'
  if command -v aliyun-instrument && dify_arms_check '' "${checks[@]}"; then
    dify_arms_done version .
  else
    dify_arms_provide || return
  fi
  dify_arms_remove_conflicts
}

{{provide}}
# Fetches the tarball into the work directory: the region's internal address first, then the public one.
dify_arms_fetch() {
  local url seconds
  dify_arms_say 'installing the agent; the application starts after it, or without it when time is up'
  for url in "${dify_arms_agent_urls[@]}"; do
    dify_arms_step "fetching the agent from $url"
    seconds=10
    if [ "$url" != "${dify_arms_agent_urls[-1]}" ]; then seconds=3; fi
    if dify_arms_download "$url" aliyun-python-agent.tar.gz "$seconds"; then break; fi
  done
  [ -s aliyun-python-agent.tar.gz ] || return
  if [ -n "$dify_arms_agent_sha256" ]; then
    dify_arms_step "comparing the SHA-256 of $url with the one this image was built for"
    printf '%s  aliyun-python-agent.tar.gz\n' "$dify_arms_agent_sha256" | sha256sum --check || return
  fi
}

# ADDRESS FILE SECONDS: in Python, because the image has no curl. The limit is for connecting and for each read.
dify_arms_download() {
  local program
  program=$(printf '%s\n' \
    'import os, shutil, sys, urllib.request' \
    'address, file, seconds = sys.argv[1:]' \
    'with urllib.request.urlopen(address, timeout=float(seconds)) as answer, open(file + ".part", "wb") as part:' \
    '    shutil.copyfileobj(answer, part)' \
    'os.rename(file + ".part", file)')
  python3 -c "$program" "$@"
}

# DIRECTORY MODULE…: whether the agent in DIRECTORY (or in the environment) and all modules can be imported
# together; writes "NAME VERSION" of the agent. The only proof of success: the vendor's tool exits 0 when it failed.
dify_arms_check() {
  local program
  program=$(printf '%s\n' \
{{import}}
    'open("version", "w").write(f"{agent.dist.name} {agent.dist.version}\n")')
  PYTHONPATH=${1:+$1${PYTHONPATH:+:}}${PYTHONPATH:-} python3 -c "$program" "${@:2}"
}

# Always python3 -m pip: an environment made by uv has no pip of its own, and ensurepip names it pip3 only.
dify_arms_pip() {
  if [ -z "${dify_arms_pip_path+set}" ]; then dify_arms_find_pip || return; fi
  PYTHONPATH=$dify_arms_pip_path python3 -m pip "$@"
}

# Sets dify_arms_pip_path: nothing when the environment has pip, else where a copy of Python's own was put, which
# leaves the environment as it is. Unpacking the wheel takes 0.4 s, ensurepip (where Python hides the wheel) 3 s.
dify_arms_find_pip() {
  local wheel
  if python3 -m pip --version; then
    dify_arms_pip_path=
  elif wheel=$(python3 -c 'import ensurepip, glob; print(*glob.glob(ensurepip.__path__[0] + "/_bundled/pip-*.whl"))') && [ -n "$wheel" ]; then
    dify_arms_pip_path=$work/pip.unpacked
    python3 -m zipfile -e "$wheel" "$dify_arms_pip_path"
  else
    python3 -m ensurepip --root "$work/pip.installed" || return
    dify_arms_pip_path=$(find "$work/pip.installed" -type d -path '*-packages/pip')
    dify_arms_pip_path=${dify_arms_pip_path%/pip}
    [ -n "$dify_arms_pip_path" ]
  fi
}

{{kept}}

# The installed ones of the nine that the vendor's manual removes, and httpx, which Dify has from 1.9.2.
dify_arms_conflicts() {
  local name
  for name in {{instrumentors}}; do
    if grep -qi "^opentelemetry-instrumentation-$name==" installed; then printf '%s\n' "$name"; fi
  done
}

# They would report every span a second time. The last step, so that nothing is missing when an earlier one fails.
dify_arms_remove_conflicts() {
  local found
  found=$(dify_arms_conflicts | sed 's/^/opentelemetry-instrumentation-/' | tr '\n' ' ')
  if [ -z "$found" ]; then return 0; fi
  if [ -n "$kept" ]; then
    dify_arms_say "$kept, so these stay installed and may report spans twice: $found"
  elif dify_arms_pip uninstall --yes $found; then
    dify_arms_say "removed, because the agent has its own: $found"
  else
    dify_arms_say "could not remove these, they may report spans twice: $found"
  fi
}

dify_arms_step() { printf '%s' "$*" >"$work/step"; }

# The agent is there: its version and its directory, for the start script.
dify_arms_done() { { cat "$1" && printf '%s\n' "$2"; } >result.part && mv result.part result; }

dify_arms_prepare || dify_arms_launch=()
