set -e; if [ "$MODE" = worker ]; then exec celery -A app.celery worker -c "1 2"; elif test "$MODE" = beat; then celery -A app.celery beat; else echo go; exec gunicorn --bind 'a b' app:app; fi
