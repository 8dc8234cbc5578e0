"""A small application in the place of Dify's: what it answers tells what it runs on."""

import importlib.metadata

import flask
import gevent
import google.protobuf
import opentelemetry.trace
import requests
import wrapt

app = flask.Flask(__name__)


@app.get("/health")
def health():
    lines = ["%s==%s" % (d.name.lower(), d.version) for d in importlib.metadata.distributions()]
    for module in (opentelemetry.trace, google.protobuf, wrapt, requests, gevent):
        lines.append("%s is %s" % (module.__name__, module.__file__))
    return "\n".join(sorted(lines)) + "\n"
