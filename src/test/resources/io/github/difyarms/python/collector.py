"""A stand-in for a collector, on loopback inside a container: python collector.py PORT

Takes what is posted. GET /TEXT is answered when something with this text has come, with all of it.
"""

import http.server
import sys
import threading
import urllib.parse

received = []
arrived = threading.Condition()


class Collector(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with arrived:
            received.append(b"POST %s\n%s\n" % (self.path.encode(), body))
            arrived.notify_all()
        self.answer(200, b"")

    def do_GET(self):
        wanted = urllib.parse.unquote(self.path[1:]).encode()
        with arrived:
            found = arrived.wait_for(lambda: any(wanted in one for one in received), 60)
            self.answer(200 if found else 504, b"".join(received))

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Collector).serve_forever()
