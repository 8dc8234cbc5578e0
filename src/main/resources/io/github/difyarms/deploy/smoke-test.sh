#!/usr/bin/env bash
# Looks whether the monitored images run and dify-api's agent has started, after a roll-out:
#   smoke-test.sh compose [ARGUMENT…]   beside docker-compose.yaml; arguments go to docker compose
#   smoke-test.sh kubectl [ARGUMENT…]   arguments go to kubectl, for example --context=NAME
# Waits up to SMOKE_TEST_SECONDS (180). Exits 0 when everything was found, else 1.
set -uo pipefail

# What was built, and which services of dify-api are monitored.
# {{variables}}

line='Aliyun python agent is started'
limit=${SMOKE_TEST_SECONDS:-180}
failed=0

say() { printf '%s\n' "$*"; }

# COMMAND…: repeats it until it succeeds or time is up.
eventually() {
  until "$@"; do
    if [ "$SECONDS" -ge "$limit" ]; then return 1; fi
    sleep 2
  done
}

report() { # STATUS TEXT
  if [ "$1" = 0 ]; then say "ok      $2"; else say "MISSING $2"; failed=1; fi
}

compose_log_has_agent() { docker compose ${arguments[@]+"${arguments[@]}"} logs --no-color "$1" 2>/dev/null | grep -F "$line" >/dev/null; }

compose_runs() { # SERVICE REFERENCE
  local id image
  id=$(docker compose ${arguments[@]+"${arguments[@]}"} ps --quiet "$1" 2>/dev/null | head -n 1)
  [ -n "$id" ] || return 1
  image=$(docker inspect --format '{{.Config.Image}}' "$id" 2>/dev/null)
  [ "${image##*@}" = "${2##*@}" ]
}

# SERVICE: whether Compose has it at all, with the profiles that are on.
compose_has() { printf '%s\n' "$services" | grep -Fx "$1" >/dev/null; }

check_compose() {
  local item service services checked=0
  if ! services=$(docker compose ${arguments[@]+"${arguments[@]}"} config --services) || [ -z "$services" ]; then
    say 'docker compose does not tell the services; run this where docker-compose.yaml is' >&2
    exit 2
  fi
  for item in "${references[@]}"; do
    service=${item%%=*}
    if compose_has "$service"; then
      checked=1
      eventually compose_runs "$service" "${item#*=}"
      report $? "$service runs ${item#*=}"
    else
      say "-       $service is not in use"
    fi
  done
  if [ "$checked" = 0 ]; then
    say 'none of the services is in this compose project' >&2
    exit 2
  fi
  for service in ${agents[@]+"${agents[@]}"}; do
    if compose_has "$service"; then
      eventually compose_log_has_agent "$service"
      report $? "$service has started its agent ($line)"
    fi
  done
}

# DIGEST: lines "POD CONTAINER" of the containers with this image in pods that are ready.
containers_of() {
  kubectl ${arguments[@]+"${arguments[@]}"} get pods -o 'jsonpath={range .items[*]}{range .spec.containers[*]}{@.image}{" "}{@.name}{"\n"}{end}{"pod "}{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' 2>/dev/null |
    awk -v digest="@$1" '
      $1 == "pod" { if ($3 == "True") for (i = 1; i <= n; i++) print $2, found[i]; n = 0; next }
      substr($1, length($1) - length(digest) + 1) == digest { found[++n] = $2 }'
}

runs_in_cluster() { [ -n "$(containers_of "$1")" ]; }

agent_in_cluster() { # DIGEST
  local pod container
  while read -r pod container; do
    if kubectl ${arguments[@]+"${arguments[@]}"} logs "$pod" -c "$container" 2>/dev/null </dev/null | grep -F "$line" >/dev/null; then return 0; fi
  done < <(containers_of "$1")
  return 1
}

check_kubectl() {
  local item
  if [ -n "$namespace" ]; then arguments=(--namespace "$namespace" ${arguments[@]+"${arguments[@]}"}); fi
  for item in "${digests[@]}"; do
    eventually runs_in_cluster "${item#*=}"
    report $? "${item%%=*} runs in a ready pod ($(containers_of "${item#*=}" | wc -l | tr -d ' ') containers)"
    if [ "${item%%=*}" = api ] && [ "${#agents[@]}" -gt 0 ]; then
      eventually agent_in_cluster "${item#*=}"
      report $? "a container of it has started its agent ($line)"
    fi
  done
}

way=${1:-}
if [ $# -gt 0 ]; then shift; fi
arguments=("$@")
case $way in
  compose) check_compose ;;
  kubectl) check_kubectl ;;
  *)
    say "usage: smoke-test.sh compose|kubectl [ARGUMENT…]" >&2
    exit 2
    ;;
esac
if [ "$failed" != 0 ]; then say 'the lines of dify-api that begin with "dify-arms:" say why an agent did not start'; fi
exit "$failed"
