  case ${DIFY_ARMS_ENABLED:-true} in
    [Ff]alse | FALSE | 0 | [Nn]o | NO | [Oo]ff | OFF)
      dify_arms_say 'switched off by DIFY_ARMS_ENABLED; starting as upstream does'
      return 0
      ;;
    [Tt]rue | TRUE | 1 | [Yy]es | YES | [Oo]n | ON) ;;
    *) dify_arms_say "DIFY_ARMS_ENABLED=$DIFY_ARMS_ENABLED is not understood and ignored; false switches the agent off" ;;
  esac
  limit=${{{timeoutVariable}}:-$dify_arms_timeout}
  if ! [[ $limit =~ ^[1-9][0-9]{0,3}$ ]]; then
    dify_arms_say "{{timeoutVariable}} is not a number of seconds from 1 to 9999; using $dify_arms_timeout"
    limit=$dify_arms_timeout
  fi
  for name in python3 timeout; do
    if ! command -v "$name" >/dev/null; then
      dify_arms_give_up "$name was not found on the PATH, and {{errand}} needs it"
      return 0
    fi
  done
