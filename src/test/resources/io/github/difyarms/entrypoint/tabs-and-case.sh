#!/bin/bash
set -eu
case "${MODE:-api}" in
	worker)
		celery --app=app.celery -q worker \
			-c 1
		;;
	beat) exec celery -A app.celery beat ;;
	migration|job) flask upgrade-db ;;
	*)
		{
			env LOGGED=1 gunicorn -k gevent app:app 2>&1
		}
		;;
esac
