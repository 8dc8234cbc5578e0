#!/bin/bash

set -e

# A script of this repository's own, in the shape of upstream's.
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  echo "preparing the tables"
  flask upgrade-db
fi

if [[ "${MODE}" == "worker" ]]; then

  # one process per core, or as many as asked
  if [ "${CELERY_AUTO_SCALE,,}" = "true" ]; then
    CORES=$(nproc)
    HOW_MANY="--autoscale=${CELERY_MAX_WORKERS:-$CORES},${CELERY_MIN_WORKERS:-1}"
  else
    HOW_MANY="-c ${CELERY_WORKER_AMOUNT:-1}"
  fi

  exec celery -A app.celery worker -P ${CELERY_WORKER_CLASS:-gevent} $HOW_MANY \
    --max-tasks-per-child ${MAX_TASKS_PER_CHILD:-50} --loglevel ${LOG_LEVEL:-INFO} \
    -Q ${CELERY_QUEUES:-dataset,mail}

elif [[ "${MODE}" == "beat" ]]; then
  exec celery -A app.celery beat --loglevel ${LOG_LEVEL:-INFO}
else
  if [[ "${DEBUG}" == "true" ]]; then
    exec flask run --port=${DIFY_PORT:-5001}
  else
    exec gunicorn \
      --bind "${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}" \
      --workers ${SERVER_WORKER_AMOUNT:-1} \
      --worker-class ${SERVER_WORKER_CLASS:-gevent} \
      --timeout ${GUNICORN_TIMEOUT:-200} \
      --preload \
      app:app
  fi
fi
