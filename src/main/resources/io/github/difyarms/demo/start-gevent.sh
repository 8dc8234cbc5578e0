#!/bin/bash

set -e

# A miniature start script: the modes and the launch command of Dify 0.15 to 1.13, none of their work.

echo "miniature dify-api, mode ${MODE:-api}"

if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  flask upgrade-db
  echo "database migrated"
  if [[ "${MODE}" == "migration" ]]; then
    exit 0
  fi
fi

if [[ "${MODE}" == "worker" ]]; then
  queues=${CELERY_QUEUES:-dataset,workflow}
  exec celery -A app.celery worker -P "${CELERY_WORKER_CLASS:-gevent}" -c "${CELERY_WORKER_AMOUNT:-1}" \
    --loglevel "${LOG_LEVEL:-INFO}" -Q "$queues"
elif [[ "${MODE}" == "beat" ]]; then
  exec celery -A app.celery beat --loglevel "${LOG_LEVEL:-INFO}"
else
  if [[ "${DEBUG}" == "true" ]]; then
    exec flask run --debug --host "${DIFY_BIND_ADDRESS:-0.0.0.0}" --port "${DIFY_PORT:-5001}"
  else
    exec gunicorn --bind "${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}" \
      --workers ${SERVER_WORKER_AMOUNT:-1} --worker-class ${SERVER_WORKER_CLASS:-gevent} \
      --worker-connections ${SERVER_WORKER_CONNECTIONS:-10} --timeout ${GUNICORN_TIMEOUT:-200} \
      app:app
  fi
fi
