"""A server that sends exactly the bytes it is told to, HTTP or not, and a certificate for it."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(slots=True)
class RawServer:
    """A server on loopback.

    Attributes:
        port: Its port.
        requests: The requests that came, heads and bodies as they were sent.
        ended: Set once the test is over, so that whoever sends slowly can stop.
    """

    port: int
    scheme: str = "http"
    requests: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


@contextmanager
def raw_server(
    answer: Callable[[socket.socket, RawServer], None], *, tls: ssl.SSLContext | None = None, reads: bool = True
) -> Iterator[RawServer]:
    """Serve on loopback: read a request unless told not to, let `answer` send what it likes, close."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RawServer(listener.getsockname()[1], "http" if tls is None else "https")

        def serve(connection: socket.socket) -> None:
            with suppress(OSError), connection:
                plain = connection if tls is None else tls.wrap_socket(connection, server_side=True)
                with plain:
                    if reads:
                        server.requests.append(_request(plain))
                    answer(plain, server)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield server
        finally:
            server.ended.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        received = connection.recv(1 << 16)
        if not received:
            return data
        data += received
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = int(lengths[0]) - len(body) if lengths else 0
    while missing > 0:
        received = connection.recv(missing)
        if not received:
            break
        data, missing = data + received, missing - len(received)
    return data


def sending(*parts: bytes) -> Callable[[socket.socket, RawServer], None]:
    """Answer with these bytes."""

    def answer(connection: socket.socket, _: RawServer) -> None:
        connection.sendall(b"".join(parts))

    return answer


def dripping(head: bytes, drop: bytes) -> Callable[[socket.socket, RawServer], None]:
    """Answer with a head and then with one drop after the other, so that no single wait is long; not quite for ever."""

    def answer(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(head)
        for _ in range(600):
            if server.ended.wait(0.05):
                return
            connection.sendall(drop)

    return answer


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate for 127.0.0.1 that nobody but its own file vouches for, and the server's side of TLS."""
    openssl = shutil.which("openssl")
    if openssl is None:
        (pytest.fail if os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL") else pytest.skip)("openssl is not installed")
    key, file = folder / "key.pem", folder / "certificate.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=stand-in", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", *kind, *names, "-keyout", str(key), "-out", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context
