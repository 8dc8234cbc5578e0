# Into a directory of its own, beside the application's packages: complete or not there at all. pip is called as
# aliyun-bootstrap --target would call it, with two differences: nothing the application locks may move
# (--constraint), and no sitecustomize.py is written. aliyun-instrument starts the agent once, in the server;
# a sitecustomize.py on PYTHONPATH starts it again in the launcher and in every Python child process.
dify_arms_provide() {
  local dir family
  family=$(dify_arms_family)
  dir=$home/agent-$({ printf '%s\n' "${dify_arms_agent_urls[@]}" "$dify_arms_agent_sha256" "${checks[@]}" && uname -m && python3 --version && cat constraints && printf '%s\n' "$family"; } | sha256sum | cut -c 1-12)
  if ! [ -e "$dir/dify-arms.version" ]; then
    dify_arms_fetch || return
    dify_arms_step 'unpacking the agent'
    mkdir tarball && tar -xzf aliyun-python-agent.tar.gz -C tarball --no-same-owner || return
    dify_arms_step "downloading what the agent needs from ${PIP_INDEX_URL:-the package index}"
    dify_arms_pip download --dest wheels --constraint constraints tarball/*/*.whl $family || dify_arms_download_without_family || return
    dify_arms_step 'installing the agent into its own directory'
    # Byte code is made by the import below, for the modules that are really used.
    dify_arms_pip install --no-index --no-deps --no-compile --target agent wheels/*.whl || return
    dify_arms_step 'importing the agent together with the application'
    dify_arms_check "$work/agent" "${checks[@]}" && mv version agent/dify-arms.version || return
    # Another process may have been quicker; then its directory is as good.
    dify_arms_step "moving the agent to $dir"
    mv -T agent "$dir" || [ -e "$dir/dify-arms.version" ] || return
  fi
  dify_arms_done "$dir/dify-arms.version" "$dir"
}

# What else the application has of opentelemetry-*, which fits only its own versions: beside the agent's sdk an exporter
# of the application's could not be imported, so the agent brings its own of these as well.
dify_arms_family() {
  local name gone=''
  if [ -z "$kept" ]; then gone=$(dify_arms_conflicts | tr '\n' ' '); fi
  for name in $(sed -n 's/^\(opentelemetry-[^=]*\)==.*/\1/Ip' installed); do
    case " $gone" in *" ${name#opentelemetry-instrumentation-} "*) ;; *) printf '%s\n' "$name" ;; esac
  done
}

# Only when no versions fit: an index that does not answer would not answer a second time either.
dify_arms_download_without_family() {
  [ -n "$family" ] && grep -q 'ResolutionImpossible\|No matching distribution found for opentelemetry-' log || return
  dify_arms_say "no opentelemetry-* of the agent's version for all that the application has; one of these may fail when it is imported:" $family
  rm -rf wheels
  dify_arms_pip download --dest wheels --constraint constraints tarball/*/*.whl
}
