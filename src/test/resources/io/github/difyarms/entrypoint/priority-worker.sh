#!/bin/bash

set -e

# A script of this repository's own, in the shape of upstream's.
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  echo "preparing the tables"
  flask upgrade-db
  # nothing but the tables
  if [[ "${MODE}" == "migration" ]]; then
  echo "tables are ready"
  exit 0
  fi
fi

if [[ "${MODE}" == "worker" ]]; then

  # one process per core, or as many as asked
  if [ "${CELERY_AUTO_SCALE,,}" = "true" ]; then
    CORES=$(nproc)
    HOW_MANY="--autoscale=${CELERY_MAX_WORKERS:-$CORES},${CELERY_MIN_WORKERS:-1}"
  else
    HOW_MANY="-c ${CELERY_WORKER_AMOUNT:-1}"
  fi

  exec celery -A celery_entrypoint.celery worker -P ${CELERY_WORKER_CLASS:-gevent} $HOW_MANY \
    --max-tasks-per-child ${MAX_TASKS_PER_CHILD:-50} --loglevel ${LOG_LEVEL:-INFO} \
    -Q ${CELERY_QUEUES:-dataset,mail}

elif [[ "${MODE}" == "priority_worker" ]]; then
  exec celery -A celery_entrypoint.celery worker -P ${CELERY_WORKER_CLASS:-gevent} -c 1 \
    -Q priority --prefetch-multiplier=1

elif [[ "${MODE}" == "beat" ]]; then
  exec celery -A app.celery beat --loglevel ${LOG_LEVEL:-INFO}

elif [[ "${MODE}" == "job" ]]; then
  # one flask command, for example: MODE=job … gunicorn is not started
  if [[ $# -eq 0 ]]; then
    echo "job needs a command, as in:"
    echo "    args: [do-this, --and, that]"
    exit 1
  fi

  set +e
  flask "$@"
  STATUS=$?
  set -e

  if [[ ${STATUS} -eq 0 ]]; then
    echo "job done"
  else
    echo "job failed: ${STATUS}"
  fi
  exit ${STATUS}

else
  if [[ "${DEBUG}" == "true" ]]; then
    exec python -m app
  else
    exec gunicorn \
      --bind "${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}" \
      --workers ${SERVER_WORKER_AMOUNT:-1} \
      --worker-class ${SERVER_WORKER_CLASS:-geventwebsocket.gunicorn.workers.GeventWebSocketWorker} \
      --worker-connections ${SERVER_WORKER_CONNECTIONS:-10} \
      --timeout ${GUNICORN_TIMEOUT:-200} \
      --graceful-timeout ${GUNICORN_GRACE:-30} \
      app:socketio_app
  fi
fi
