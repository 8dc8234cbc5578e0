# Starts this process under the ARMS Python agent, which this image already has. For an operator, all optional:
#   DIFY_ARMS_ENABLED=false        start as upstream does, without the agent
#   DIFY_ARMS_CHECK_TIMEOUT={{timeout}}     seconds that importing the agent, before the server starts, may take
dify_arms_settings() {
  dify_arms_server={{server}}
  dify_arms_agent={{agent}}
  dify_arms_directory={{directory}}
  dify_arms_python={{python}}
  dify_arms_removed=({{removed}})
  dify_arms_timeout={{timeout}}
  dify_arms_on_failure={{onFailure}}
}

{{words}}

# Sets dify_arms_launch: what stands before the server's command, nothing when it starts without the agent.
dify_arms_prepare() {
  local began=$SECONDS limit work='' kept child status reason dir name
  dify_arms_launch=()
  dify_arms_settings
  kept=$(dify_arms_kept_because 2>/dev/null)
  # Before the switch: they are missing with the agent and without it.
  if [ -n "$kept" ] && [ ${#dify_arms_removed[@]} -gt 0 ]; then dify_arms_tell_removed; fi
{{begin}}
  dir=$dify_arms_directory
  reason=$(dify_arms_unusable)
  if [ -n "$reason" ]; then
    dify_arms_give_up "$reason"
    return 0
  fi
  # In the background, because bash as process 1 would otherwise not hear a SIGTERM before the check is over.
  # timeout makes a process group of the check and ends all of it.
  timeout -k 2 "$limit" "$BASH" -c "$(declare -f $(compgen -A function dify_arms_))"$'\n''dify_arms_try "$@"' dify-arms "$kept" </dev/null &
  child=$!
  trap 'kill "$child" 2>/dev/null; exit 143' TERM INT
  wait "$child" && status=0 || status=$?
  trap - TERM INT
  case $status in
    0)
      dify_arms_launch=(env "PYTHONPATH=$dir${PYTHONPATH:+:$PYTHONPATH}" "$dir/bin/aliyun-instrument")
      dify_arms_defaults
      dify_arms_say "agent $dify_arms_agent is ready in $dir after $((SECONDS - began)) s; starting $dify_arms_server under it"
      ;;
    3) if [ "$dify_arms_on_failure" = fail ]; then exit 1; fi ;; # the check has said why
    124 | 137) dify_arms_give_up "the agent was not imported within $limit s (DIFY_ARMS_CHECK_TIMEOUT)" ;;
    *) dify_arms_give_up "the check of the agent ended with status $status" ;;
  esac
}

# Why the agent's files cannot be used, or nothing. A program whose interpreter is missing would end the container.
dify_arms_unusable() {
  local line='' program=$dir/bin/aliyun-instrument
  if ! [ -d "$dir" ]; then
    printf '%s' "the agent's directory $dir is not there (is a volume mounted over it, or is this another image's script?)"
  elif ! [ -e "$program" ]; then
    printf '%s' "$program is not there (is a volume mounted over it?)"
  elif ! [ -x "$program" ]; then
    printf '%s' "$program cannot be executed (a mount with noexec?)"
  else
    IFS= read -r line 2>/dev/null <"$program" || true
    case $line in
      '#!'*)
        line=${line#'#!'}
        line=${line#"${line%%[![:space:]]*}"}
        line=${line%%[[:space:]]*}
        if ! [ -x "$line" ]; then printf '%s' "$program cannot be executed: its interpreter $line is not there"; fi
        ;;
      *) printf '%s' "$program cannot be executed: its first line names no interpreter" ;;
    esac
  fi
}

# From here on: what runs in the time-limited process. Ends with 3 when it has said why the agent cannot be used.
# Nothing is written: a container may have no writable directory at all.
dify_arms_try() {
  local kept=$1 work='' output status=0 names
  dify_arms_settings
  output=$(dify_arms_check "$dify_arms_directory" "$dify_arms_python" "$kept" "$dify_arms_directory" "$dify_arms_server" 2>&1) || status=$?
  if [ "$status" -ne 0 ]; then
    output=$(printf '%s\n' "$output" | grep . | tail -n 1 | cut -c 1-300)
    (dify_arms_give_up "importing the agent together with the application failed: ${output:-python3 ended with status $status}")
    exit 3
  fi
  names=$(printf '%s\n' "$output" | sed -n 's/^dify-arms-found //p' | tail -n 1)
  if [ -n "$names" ]; then dify_arms_say "${kept:+$kept, so }these ${kept:+stay installed and }may report spans twice: $names"; fi
}

# DIRECTORY, then for the program: PYTHON KEPT DIRECTORY MODULE…: whether this Python is the one that the agent was
# made for, and whether the agent, the modules and what Dify itself may import can be imported together. Writes
# which of the community instrumentors are installed beside the agent's own directory.
dify_arms_check() {
  local program
  program=$(printf '%s\n' \
    'import importlib.metadata, sys' \
    'wanted, kept, directory = sys.argv.pop(1), sys.argv.pop(1), sys.argv.pop(1)' \
    'found = "%d.%d" % sys.version_info[:2]' \
    'if found != wanted: sys.exit(f"the agent is for Python {wanted}, and python3 is {found}")' \
    'path = [entry for entry in sys.path if entry != directory]' \
    'def has(name): return any(importlib.metadata.distributions(name="opentelemetry-" + name, path=path))' \
    'names = [name for name in "{{instrumentors}}".split() if has("instrumentation-" + name)]' \
    'if has("sdk"): sys.argv.append("opentelemetry.sdk.trace")' \
    'if kept: sys.argv.extend("opentelemetry.instrumentation." + name for name in names)' \
{{import}}
    'print("\ndify-arms-found", *("opentelemetry-instrumentation-" + name for name in names))')
  PYTHONPATH=${1:+$1${PYTHONPATH:+:}}${PYTHONPATH:-} python3 -c "$program" "${@:2}"
}

{{kept}}

# Dify imports what it does not find, and then fails or runs without its own telemetry: the operator has to choose.
dify_arms_tell_removed() {
  local names="${dify_arms_removed[*]}" remedy='build the image with -Ddify-arms.api.instrumentors=keep'
  if [ "$kept" = 'ENABLE_OTEL is true' ]; then remedy="set ENABLE_OTEL=false, or $remedy"; fi
  dify_arms_say "$kept, but these were removed when this image was built, and Dify may not start without them: $names; $remedy"
}

dify_arms_prepare || dify_arms_launch=()
