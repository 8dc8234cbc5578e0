# Into the application's own environment, as the vendor's manual does: this moves packages that the application
# locks, and a run that is interrupted can leave the environment unusable until the container is created anew.
dify_arms_provide() {
  dify_arms_fetch || return
  dify_arms_step 'installing pip and aliyun-bootstrap into the environment'
  python3 -m pip --version || python3 -m ensurepip --upgrade || return
  python3 -m pip install {{bootstrap}} || return
  dify_arms_step 'running aliyun-bootstrap'
  # VERSION is the agent's version to the tool, and anything at all to other software.
  env -u VERSION -u PIPPATH -u BOOTSTRAP_CONFIG_FILE aliyun-bootstrap -a install --local || return
  dify_arms_step 'importing the agent together with the application'
  hash -r
  dify_arms_check '' "${checks[@]}" && dify_arms_done version .
}
