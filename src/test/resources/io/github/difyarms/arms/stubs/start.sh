#!/bin/bash

set -e

echo $$ >"$STUBS/pid"
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  flask upgrade-db
  if [[ "${MODE}" == "migration" ]]; then
    exit 0
  fi
fi

if [[ "${MODE}" == "worker" ]]; then
  exec celery -A app.celery worker -P "${CELERY_WORKER_CLASS:-gevent}"
elif [[ "${MODE}" == "beat" ]]; then
  exec celery -A app.celery beat
elif [[ "${MODE}" == "job" ]]; then
  exec flask "$@"
else
  {{BLOCK}}
  exec "${dify_arms_launch[@]}" gunicorn \
    --bind "a b" '$x' "${MORE:-c  d}" \
    app:app
fi
