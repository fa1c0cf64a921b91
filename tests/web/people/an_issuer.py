"""A small OpenID Connect issuer on loopback: it says of one person what it is told to say."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

CLIENT = "servewell"
CODE = "the-code"
TOKEN = "the-token"


@dataclass
class Issuer:
    claims: dict[str, object]
    address: str = ""
    asked: list[str] = field(default_factory=list)
    is_broken: bool = False

    def answer(self, path: str) -> dict[str, object]:
        self.asked.append(path)
        if path.endswith("/openid-configuration"):
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
            }
        return self._tokens() if path == "/token" else self.claims

    def _tokens(self) -> dict[str, object]:
        now = int(time.time())
        about = {**self.claims, "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60}
        signed = jwt.encode(about, "a secret that nobody checks over TLS", algorithm="HS256")
        return {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 60, "id_token": signed}


@contextmanager
def an_issuer(**claims: object) -> Iterator[Issuer]:
    issuer = Issuer(claims=claims)

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps(issuer.answer(self.path)).encode()
            self.send_response(500 if issuer.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
