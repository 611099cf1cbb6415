"""One bounded exchange: against servers that mean well, and against those that mean harm."""

from __future__ import annotations

import gc
import gzip
import json
import socket
import ssl
import struct
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, cast

import pytest
from support.standins.raw import RawServer, certificate, dripping, raw_server, sending

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.addresses import in_the_clear
from scenario_kit.pbx.installation import install_command
from scenario_kit.pbx.network import trusted
from scenario_kit.pbx.web import Reply, WebError, exchange

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter-22"
FINE = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine"
TIME = 30.0
"""Seconds that no exchange with a server that answers takes."""


def refusal(url: str, *, timeout: float = TIME, **options: object) -> tuple[str, str]:
    with pytest.raises(WebError) as caught:
        exchange("POST", url, json={"password": SECRET}, timeout=timeout, **options)  # type: ignore[arg-type]
    return caught.value.kind, str(caught.value)


def refused_by(server: RawServer, *, timeout: float = TIME, path: str = "/", **options: object) -> tuple[str, str]:
    kind, message = refusal(server.url + path, timeout=timeout, **options)
    return kind, message.replace(str(server.port), "PORT")


def test_a_request_is_sent_as_given_and_the_reply_comes_back() -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 2\r\n\r\n{}"
    with raw_server(sending(answer)) as server:
        reply = exchange(
            "POST",
            f"{server.url}/a/b?c=d",
            params={"src": "021 5", "dst": "&="},
            json={"name": "سلام"},
            headers={"X-APIKEY": "key"},
            auth=("user", "pässword"),
            timeout=TIME,
        )

    assert reply == Reply(404, {"x-one": "1, 2", "content-length": "2"}, b"{}", truncated=False, seconds=reply.seconds)
    head, _, body = server.requests[0].decode().partition("\r\n\r\n")
    line, *headers = head.split("\r\n")
    assert line == "POST /a/b?c=d&src=021+5&dst=%26%3D HTTP/1.1"
    assert sorted(header.lower() for header in headers) == [
        "accept-encoding: identity",
        "authorization: basic dxnlcjpww6rzc3dvcmq=",
        "content-length: 36",
        "content-type: application/json",
        f"host: 127.0.0.1:{server.port}",
        "user-agent: scenario-kit",
        "x-apikey: key",
    ]
    assert json.loads(body) == {"name": "سلام"}


def test_the_time_of_a_reply_is_measured_to_its_last_byte() -> None:
    def late(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfin")
        server.ended.wait(0.2)
        connection.sendall(b"e")

    with raw_server(late) as server:
        assert 0.2 <= exchange("GET", server.url, timeout=TIME).seconds < TIME


@pytest.mark.parametrize(("size", "truncated"), [(99, False), (100, False), (101, True)])
@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_body_is_read_up_to_the_limit(size: int, *, truncated: bool, framing: str) -> None:
    body = bytes(range(33, 134))[:size]
    parts = {
        "length": (b"content-length: %d\r\n\r\n" % size, body),
        "chunked": (
            b"transfer-encoding: chunked\r\n\r\n",
            b"".join(b"1\r\n%c\r\n" % one for one in body),
            b"0\r\n\r\n",
        ),
        "close": (b"\r\n", body),
    }
    with raw_server(sending(b"HTTP/1.1 200 OK\r\n", *parts[framing])) as server:
        reply = exchange("GET", server.url, timeout=TIME, limit=100)

    assert (reply.body, reply.truncated) == (body[:100], truncated)


@pytest.mark.parametrize("head", [b"\r\n", b"content-length: 10737418240\r\n\r\n"], ids=["endless", "10 GiB"])
def test_a_body_without_end_is_cut_at_the_limit(head: bytes) -> None:
    sent = 0

    def endless(connection: socket.socket, _: RawServer) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head)
        while sent < 1 << 30:
            sent += connection.send(b"x" * (1 << 16))

    with raw_server(endless) as server:
        reply = exchange("GET", server.url, timeout=TIME, limit=1 << 20)

    assert (reply.body, reply.truncated) == (b"x" * (1 << 20), True)
    assert sent < 1 << 30


OPEN = b"HTTP/1.1 200 OK\r\n"
DRIPS = {
    "status line": (b"", b"H"),
    "headers": (OPEN, b"a"),
    "header after header": (OPEN, b"a: b\r\n"),
    "body": (OPEN + b"content-length: 1000000\r\n\r\n", b"a"),
    "chunks": (OPEN + b"transfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("name", DRIPS)
@pytest.mark.unmeasured
def test_what_drips_for_ever_ends_with_the_time(name: str) -> None:
    with raw_server(dripping(*DRIPS[name])) as server:
        told = refused_by(server, timeout=0.4)

    assert told == ("timeout", "127.0.0.1:PORT did not answer in full within 0.4 s")


def test_the_time_counts_for_all_redirects_together() -> None:
    def slow(connection: socket.socket, server: RawServer) -> None:
        server.ended.wait(0.3)
        connection.sendall(b"HTTP/1.1 307 On\r\nlocation: /\r\ncontent-length: 0\r\n\r\n")

    with raw_server(slow) as server:
        assert refused_by(server, timeout=0.7)[0] == "timeout"


def test_a_server_that_says_nothing_ends_with_the_time() -> None:
    def silent(_: socket.socket, server: RawServer) -> None:
        server.ended.wait(TIME)

    with raw_server(silent) as server:
        assert refused_by(server, timeout=0.2)[0] == "timeout"


def test_a_server_that_never_takes_tls_up_ends_with_the_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kind, _ = refusal(f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.2)

    assert kind == "timeout"


@pytest.mark.unmeasured
def test_an_interrupted_tls_handshake_leaves_no_connection_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        refusal(f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.2)
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(TIME)
            while connection.recv(1 << 16):
                pass

    gc.collect()  # an open connection would be a ResourceWarning, which fails the test


def test_a_redirects_own_body_is_not_read() -> None:
    sent = 0

    def endless(connection: socket.socket, server: RawServer) -> None:
        nonlocal sent
        if len(server.requests) > 1:
            connection.sendall(FINE)
            return
        connection.sendall(b"HTTP/1.1 307 On\r\nlocation: /\r\n\r\n")
        while sent < 1 << 28:
            sent += connection.send(b"x" * (1 << 16))

    with raw_server(endless) as server:
        assert exchange("GET", server.url, timeout=TIME).body == b"fine"

    assert sent < 1 << 28


def test_a_name_service_that_hangs_ends_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def hanging(*_: object) -> list[object]:
        ended.wait(TIME)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    try:
        told = refusal("http://pbx.example/", timeout=0.2)
    finally:
        ended.set()

    assert told == ("timeout", "pbx.example:80 did not answer in full within 0.2 s")


def test_a_name_that_does_not_exist_is_told() -> None:
    kind, message = refusal("http://nobody.invalid:8080/")

    assert (kind, message.split(": ")[0]) == ("connect", "cannot reach nobody.invalid:8080")


@pytest.mark.parametrize("host", ["a" * 300, "a..b", "-", "a_b.invalid", f"{'a' * 64}.example"])
def test_a_name_that_cannot_exist_is_told(host: str) -> None:
    assert refusal(f"http://{host}/")[0] in ("connect", "address")


def test_a_port_where_nobody_listens_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert refusal(f"http://127.0.0.1:{port}/") == (
        "connect",
        f"cannot reach 127.0.0.1:{port}: connection refused",
    )


def test_a_server_that_listens_at_none_of_its_addresses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in ("127.0.0.1", "127.0.0.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)

    told = ("connect", f"cannot reach pbx.example:{port}: connection refused")
    assert refusal(f"http://pbx.example:{port}/") == told


def resetting(head: bytes) -> object:
    def answer(connection: socket.socket, _: RawServer) -> None:
        connection.sendall(head)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answer


BROKEN = {
    "nothing": b"",
    "not HTTP": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "garbage": bytes(range(256)) * 40,
    "half a head": b"HTTP/1.1 200 OK\r\ncontent-le",
    "half a body": b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
    "half a chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nshort",
    "a chunk without size": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nshort",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n12",
    "a negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n12",
    "a head without end": b"HTTP/1.1 200 OK\r\n" + b"a: " + b"b" * (1 << 20),
    "odd headers": b"HTTP/1.1 200 OK\r\n\x00\x1b[31m: b\r\n\r\n",
    "an impossible status": b"HTTP/1.1 99999 OK\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.unmeasured
def test_what_is_no_complete_answer_is_told_without_repeating_it(name: str) -> None:
    with raw_server(sending(BROKEN[name])) as server:
        told = refused_by(server)

    assert told == ("protocol", "127.0.0.1:PORT sent an incomplete answer, or one that is not HTTP")


@pytest.mark.parametrize("head", [b"", OPEN, OPEN + b"content-length: 9\r\n\r\n"], ids=["at once", "head", "body"])
def test_a_connection_that_is_reset_is_told(head: bytes) -> None:
    with raw_server(resetting(head)) as server:  # type: ignore[arg-type]
        assert refused_by(server) == ("protocol", "127.0.0.1:PORT sent an incomplete answer, or one that is not HTTP")


def test_headers_by_the_thousand_take_no_time() -> None:
    many = b"".join(b"h%d:\r\n" % number for number in range(10_000))
    with raw_server(sending(OPEN, many, b"content-length: 4\r\n\r\nfine")) as server:
        reply = exchange("GET", server.url, timeout=TIME)

    assert (len(reply.headers), reply.body) == (10_001, b"fine")


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"identity, gzip", b"x-unheard-of"])
def test_a_compressed_body_is_refused_and_never_unfolded(encoding: bytes) -> None:
    bomb = gzip.compress(b"\0" * (1 << 24))
    head = b"content-encoding: %s\r\ncontent-length: %d\r\n\r\n" % (encoding, len(bomb))
    with raw_server(sending(OPEN, head, bomb)) as server:
        told = refused_by(server)

    message = (
        "127.0.0.1:PORT sends a compressed answer (content-encoding), which the request rules out; turn compression off"
    )
    assert told == ("protocol", message)


def redirecting(status: int, location: str) -> object:
    head = f"HTTP/1.1 {status} On\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n".encode()

    def answer(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(head if len(server.requests) == 1 else FINE)

    return answer


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (302, "GET", "GET"),
        (303, "HEAD", "HEAD"),
    ],
)
def test_a_redirect_within_the_server_is_followed_with_the_credentials(status: int, method: str, then: str) -> None:
    with raw_server(redirecting(status, "../other?x=1")) as server:  # type: ignore[arg-type]
        reply = exchange(
            method,
            f"{server.url}/a/b",
            json={"a": 1} if method == "POST" else None,
            headers={"X-APIKEY": "key"},
            auth=("u", "p"),
            timeout=TIME,
        )

    first, second = (request.decode().partition("\r\n\r\n") for request in server.requests)
    assert reply.status == 200
    assert second[0].split("\r\n")[0] == f"{then} /other?x=1 HTTP/1.1"
    about_a_body = ("content-type", "content-length")
    assert headers_of(second[0]) == {
        name: value for name, value in headers_of(first[0]).items() if then == method or name not in about_a_body
    }
    assert second[2] == (first[2] if then == method else "")


def headers_of(head: str) -> dict[str, str]:
    return dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_port_is_not_followed(status: int) -> None:
    with raw_server(sending(FINE)) as other, raw_server(redirecting(status, f"{other.url}/")) as server:  # type: ignore[arg-type]
        kind, message = refused_by(server, headers={"X-APIKEY": SECRET}, auth=("u", SECRET))

    assert (kind, other.requests) == ("redirect", [])
    assert message == f"127.0.0.1:PORT redirects to {other.url}; redirects to another server are not followed"


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("http://evil.example/", "http://evil.example:80"),
        ("//evil.example/", "http://evil.example:80"),
        ("http://localhost:PORT/", "http://localhost:PORT"),
        ("http://user:hunter-22@127.0.0.1:PORT/", "http://127.0.0.1:PORT"),
        ("ftp://127.0.0.1:PORT/", "ftp://127.0.0.1:PORT"),
        ("file:///etc/passwd", "file://:80"),
        ("http://évil.example/", "http://xn--vil-9la.example:80"),
        (f"http://{'a' * 2000}/", f"http://{'a' * 100}:80"),
    ],
)
def test_a_redirect_to_another_place_is_not_followed(location: str, shown: str) -> None:
    def answer(connection: socket.socket, server: RawServer) -> None:
        target = location.replace("PORT", str(server.port))
        connection.sendall(b"HTTP/1.1 307 On\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n" % target.encode())

    with raw_server(answer) as server:
        told = refused_by(server)

    assert told == ("redirect", f"127.0.0.1:PORT redirects to {shown}; redirects to another server are not followed")
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed_where_that_is_not_wanted() -> None:
    with raw_server(redirecting(307, "/other")) as server:  # type: ignore[arg-type]
        reply = exchange("GET", server.url, timeout=TIME, follow=False)

    assert (reply.status, reply.headers["location"], len(server.requests)) == (307, "/other", 1)


def test_a_circle_of_redirects_ends() -> None:
    circle = b"HTTP/1.1 302 On\r\nlocation: /\r\ncontent-length: 0\r\n\r\n"
    with raw_server(sending(circle)) as server:
        told = refused_by(server)

    assert told == ("redirect", "127.0.0.1:PORT redirects more than 5 times")
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "location",
    ["http://[", "http://a:99999999/", "http://\\/", "http://a:b/", "//[::", "http:a", "https:#", "\udcff:\udcff"],
)
def test_a_redirect_to_nowhere_is_told(location: str) -> None:
    head = b"HTTP/1.1 302 On\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n" % location.encode(errors="surrogateescape")
    with raw_server(sending(head)) as server:
        assert refused_by(server)[0] == "redirect"
        assert exchange("GET", server.url, timeout=TIME, follow=False).status == 302


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    _, tls = certificate(tmp_path)
    with raw_server(sending(FINE), tls=tls) as server:
        told = refused_by(server)

    assert told == ("tls", "the certificate of 127.0.0.1:PORT is not trusted: self-signed certificate")
    assert server.requests == []


def test_a_certificate_can_be_vouched_for_by_a_file_but_not_for_another_name(tmp_path: Path) -> None:
    file, tls = certificate(tmp_path)
    with raw_server(sending(FINE), tls=tls) as server:
        assert exchange("GET", server.url, timeout=TIME, ca_file=str(file)).body == b"fine"
        kind, message = refusal(server.url.replace("127.0.0.1", "localhost"), ca_file=str(file))

    assert (kind, message.partition("trusted: ")[2]) == (
        "tls",
        "Hostname mismatch, certificate is not valid for 'localhost'",
    )


def test_an_upgrade_to_https_on_the_same_host_is_followed(tmp_path: Path) -> None:
    file, tls = certificate(tmp_path)
    with (
        raw_server(sending(FINE), tls=tls) as safe,
        raw_server(redirecting(308, f"{safe.url}/x")) as server,  # type: ignore[arg-type]
        raw_server(redirecting(308, f"{server.url}/x"), tls=tls) as unsafe,  # type: ignore[arg-type]
    ):
        reply = exchange("POST", server.url, json={"a": 1}, timeout=TIME, ca_file=str(file))
        assert (reply.body, len(safe.requests)) == (b"fine", 1)
        assert refused_by(unsafe, ca_file=str(file))[0] == "redirect"


def test_a_server_without_tls_is_told() -> None:
    with raw_server(sending(b"HTTP/1.1 400 Bad Request\r\n\r\n"), reads=False) as server:
        kind, message = refusal(server.url.replace("http:", "https:"))

    assert (kind, message.partition(": ")[0]) == ("tls", f"TLS with 127.0.0.1:{server.port} failed")


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file or directory"), (b"none", "contains no certificate in PEM format")],
)
def test_a_file_without_certificates_is_told(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "authorities.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ScenarioKitError) as caught:
        exchange("GET", "https://127.0.0.1:1/", timeout=TIME, ca_file=str(file))

    assert str(caught.value) == f"{file}: {message}"


def test_where_the_system_has_no_authorities_those_of_httpx_are_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = ssl.get_default_verify_paths()._replace(cafile=cast("str", None), capath=cast("str", None))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    trusted.cache_clear()
    try:
        trust = trusted()
    finally:
        trusted.cache_clear()

    assert (trust.verify_mode, trust.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trust.cert_store_stats()["x509_ca"] > 0


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("pbx.example", "`pbx.example` is not an http or https URL; write it in full, such as https://pbx.example"),
        ("ftp://a/", "`ftp://a/` is not an http or https URL; write it in full, such as https://pbx.example"),
        ("http://", "`http://` is not an http or https URL; write it in full, such as https://pbx.example"),
        ("http://a:x/", "`http://a:x/` is not an http or https URL; write it in full, such as https://pbx.example"),
        ("http://a b/", "`http://a b/` is not an http or https URL; write it in full, such as https://pbx.example"),
        (f"u:{SECRET}@h", "the address is not an http or https URL; write it in full, such as https://pbx.example"),
        (f"https://u:{SECRET}@h/", "the address of h contains a user name or a password; remove everything before `@`"),
        (f"https://{SECRET}@h/", "the address of h contains a user name or a password; remove everything before `@`"),
        ("https://h/\x00", "the address is not a valid URL; check it for unusual characters"),
        (
            f"htp://h/?key={SECRET}",
            "`htp://h/` is not an http or https URL; write it in full, such as https://pbx.example",
        ),
        ("\x1b[31mh", "the address is not an http or https URL; write it in full, such as https://pbx.example"),
    ],
)
def test_an_address_that_is_none_or_holds_a_password_is_refused(url: str, message: str) -> None:
    assert refusal(url) == ("address", message)


@pytest.mark.parametrize("value", ["a\r\nx: y", "ключ", "a\x00", "a\n"])
def test_a_header_that_cannot_be_sent_is_named_but_not_its_value(value: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        exchange("GET", "http://127.0.0.1:1/", headers={"X-APIKEY": value}, timeout=TIME)

    assert str(caught.value) == "the value of the header X-APIKEY contains a character that a header cannot contain"


def test_proxies_of_the_environment_are_used_but_not_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(sending(FINE)) as server, raw_server(sending(FINE)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url.removeprefix("http://"))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        exchange("GET", server.url, timeout=TIME)
        exchange("GET", server.url.replace("127.0.0.1", "localhost"), timeout=TIME)
        assert (len(server.requests), proxy.requests) == (2, [])
        assert exchange("GET", "http://pbx.example/x", timeout=TIME).body == b"fine"

    assert proxy.requests[0].startswith(b"GET http://pbx.example/x HTTP/1.1\r\n")


@pytest.mark.parametrize("proxy", [f"socks5://u:{SECRET}@127.0.0.1:1", f"gopher://u:{SECRET}@h", "http://a:b"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    monkeypatch.setenv("all_proxy", proxy)

    message = "cannot reach pbx.example:443: the proxy in the environment is not an http or https address"
    assert refusal("https://pbx.example/") == ("connect", message)


def test_a_proxy_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(sending(b"HTTP/1.1 407 \x1b[31mNo\r\ncontent-length: 0\r\n\r\n")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", f"//u:{SECRET}@"))
        told = refusal("https://pbx.example/")

    assert told == ("connect", "cannot reach pbx.example:443: the proxy in the environment refused the request")


def test_without_httpx_the_command_that_installs_it_is_named() -> None:
    program = """
import sys
sys.modules["httpx"] = None
from scenario_kit.pbx.web import exchange
try:
    exchange("GET", "http://127.0.0.1:1/", timeout=1)
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    told = f"ScenarioKitError this command needs HTTPX; install it with: {install_command('web', 'httpx')}\n"
    assert (done.stdout, done.stderr) == (told, "")


@pytest.mark.unmeasured
def test_httpx_is_not_imported_before_something_is_asked() -> None:
    program = "import sys, scenario_kit.pbx.web; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("address", "clear"),
    [
        ("http://pbx.example.com/", True),
        ("HTTP://8.8.8.8:8080", True),
        ("http://[2001:4860:4860::8888]/", True),
        ("https://pbx.example.com/", False),
        ("http://pbx/", False),
        ("http://pbx.lan/", False),
        ("http://10.0.0.1/", False),
        ("http://127.0.0.1:80/", False),
        ("http://[::1]/", False),
        ("pbx.example.com", False),
        ("http://[", False),
    ],
)
def test_plain_http_to_the_world_is_told_from_the_own_network(address: str, *, clear: bool) -> None:
    assert in_the_clear(address) is clear
