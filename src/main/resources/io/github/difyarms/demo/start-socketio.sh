#!/bin/bash

set -e

# A miniature start script: the modes and the launch command of Dify 1.15 and later, none of their work.

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
  exec celery -A celery_entrypoint.celery worker -P "${CELERY_WORKER_CLASS:-gevent}" -c "${CELERY_WORKER_AMOUNT:-1}" \
    --loglevel "${LOG_LEVEL:-INFO}" -Q "$queues"
elif [[ "${MODE}" == "beat" ]]; then
  exec celery -A celery_entrypoint.celery beat --loglevel "${LOG_LEVEL:-INFO}"
elif [[ "${MODE}" == "job" ]]; then
  if (( $# == 0 )); then
    echo "a job needs the name of a command" >&2
    exit 2
  fi
  set +e
  flask "$@"
  outcome=$?
  set -e
  echo "job ended with $outcome"
  exit "$outcome"
else
  if [[ "${DEBUG}" == "true" ]]; then
    HOST=${DIFY_BIND_ADDRESS:-0.0.0.0} PORT=${DIFY_PORT:-5001} exec python -m app
  else
    exec gunicorn --no-control-socket --bind "${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}" \
      --workers ${SERVER_WORKER_AMOUNT:-1} \
      --worker-class ${SERVER_WORKER_CLASS:-geventwebsocket.gunicorn.workers.GeventWebSocketWorker} \
      --worker-connections ${SERVER_WORKER_CONNECTIONS:-10} --timeout ${GUNICORN_TIMEOUT:-200} \
      app:socketio_app
  fi
fi
