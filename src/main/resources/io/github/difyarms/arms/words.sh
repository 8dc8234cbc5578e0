# What the agent reads at run time. Values that are already set win; the licence key is never set here.
dify_arms_defaults() {
{{defaults}}
  if [ -z "${ARMS_LICENSE_KEY:-}" ]; then dify_arms_say 'ARMS_LICENSE_KEY is not set: the agent starts, but cannot report until the key is given'; fi
}

# One line to the container's log, without the user names, passwords and signatures that addresses may carry.
# In bash alone: it must work in an image that lacks everything else.
dify_arms_say() {
  local word line='' rest="${*//[[:cntrl:]]/ } "
  while [ -n "$rest" ]; do
    word=${rest%% *}
    rest=${rest#* }
    case $word in *//*@*) word=${word%%//*}//***@${word##*@} ;; esac
    case $word in *http://*\?* | *https://*\?*) word=${word%%\?*}'?***' ;; esac
    line+=" $word"
  done
  printf 'dify-arms:%s\n' "$line" >&"${dify_arms_log:-2}"
}

# The end of every failure: the application starts without the agent, or the container stops if it was built so.
dify_arms_give_up() {
  if [ "$dify_arms_on_failure" = fail ]; then
    dify_arms_say "$1; stopping, because this image was built with onAgentFailure=fail"
    if [ -n "${work:-}" ]; then rm -rf "$work"; fi
    exit 1
  fi
  dify_arms_say "$1; starting without the agent"
}
