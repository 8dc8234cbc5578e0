# Why community instrumentors must stay, or nothing: Dify imports them itself when ENABLE_OTEL is true (in any
# spelling that pydantic takes; the environment wins over .env), and 1.3.0 imports them always. Without them
# worker, beat and migration of the same image would fail.
dify_arms_kept_because() {
  local value
  value=$({ cat .env 2>/dev/null; echo; env; } | grep -iE '^[[:space:]]*(export[[:space:]]+)?ENABLE_OTEL[[:space:]]*=' | tail -n 1)
  value=${value#*=}
  value=${value%%#*}
  value=${value//[\"\'[:space:]]/}
  case ${value,,} in
    1 | true | t | yes | y | on) printf 'ENABLE_OTEL is true' ;;
    *) if grep -qE '^(from|import)[[:space:]]+opentelemetry\.instrumentation' extensions/ext_otel.py; then printf 'extensions/ext_otel.py imports them'; fi ;;
  esac
}
