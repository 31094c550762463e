"""A web service for tests: server.py PORT LOG [CERTIFICATE]. LOG gets a line for what happens."""

import http.server
import json
import socketserver
import ssl
import sys
import threading

lock = threading.Lock()
log = open(sys.argv[2], "a", buffering=1)
state = {"connections": 0, "now": 0, "most": 0, "status": 200}


def note(line):
    with lock:
        log.write(line + "\n")


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        with lock:
            state["connections"] += 1

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", kind="text/plain", **fields):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def reply_json(self, value):
        self.reply(200, json.dumps(value).encode(), "application/json; charset=utf-8")

    def until_gone(self):
        note("waiting " + self.path)
        while self.rfile.read(1):
            pass
        note("gone " + self.path)
        self.close_connection = True

    def do_GET(self):
        with lock:
            state["now"] += 1
            state["most"] = max(state["most"], state["now"])
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            note("gone " + self.path)
            self.close_connection = True
        finally:
            with lock:
                state["now"] -= 1

    do_POST = do_PUT = do_DELETE = do_GET

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, query = self.path.partition("?")
        if path == "/echo":
            self.reply_json({"method": self.command, "path": self.path, "body": body.decode(),
                             "headers": {name.lower(): value for name, value in self.headers.items()}})
        elif path == "/counts":
            self.reply_json(state)
        elif path == "/customer":
            self.reply_json({"name": "Ann", "orders": [1, 2, None], "gone": None})
        elif path == "/status":
            self.reply(int(query), b"status")
        elif path == "/set":
            state["status"] = int(query)
            self.reply(200)
        elif path == "/health":
            self.reply(state["status"])
        elif path == "/slow":
            self.until_gone()
        elif path == "/trickle":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"x")
            self.until_gone()
        elif path == "/endless":
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            while True:
                self.wfile.write(b"x" * 4096)
        elif path == "/headers":
            self.send_response(200)
            while True:
                self.send_header("X-More", "x" * 1000)
                self.flush_headers()
        elif path == "/close":
            self.close_connection = True
        elif path == "/garbage":
            self.wfile.write(b"this is not HTTP\r\n\r\n")
            self.close_connection = True
        elif path == "/to":
            self.reply(302, Location=query)
        elif path == "/hops":
            self.reply(302, Location="/hops?%d" % (int(query) - 1)) if int(query) else self.reply(200, b"arrived")
        else:
            self.reply(200, b"ok") if path == "/ok" else self.reply(404, b"nothing here")


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 512

    def server_bind(self):
        # Not HTTPServer's, which looks up the host's name.
        socketserver.TCPServer.server_bind(self)


server = Server(("127.0.0.1", int(sys.argv[1])), Service)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3])
    # The handshake is each connection's own thread's.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
note("ready")
server.serve_forever()
