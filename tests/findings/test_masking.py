"""Addresses without the secrets in them."""

from __future__ import annotations

import pytest

from scenario_kit.findings.masking import in_address, secrets_in_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://me:hunter2@crm.example/", "https://***@crm.example/"),
        ("https://crm.example/?for=1&api_key=hunter2&a=b", "https://crm.example/?for=1&api_key=***&a=b"),
        ("https://crm.example/?token=${token}&a=b", "https://crm.example/?token=***&a=b"),
        ("https://crm.example/?token=x${token}y}", "https://crm.example/?token=***}"),
        ("https://a?token=hunter2@crm.example/", "https://***@crm.example/"),
        ("got `https://crm.example/?token=hunter2`", "got `https://crm.example/?token=***`"),
        ("https://crm.example/?name=me@crm.example", "https://crm.example/?name=me@crm.example"),
        ("https://me:hun/ter2@crm.example/", "https://***@crm.example/"),
        ("https://me:/hunter2/?a@crm.example/", "https://***@crm.example/"),
        ("https://me:8080ter/2@crm.example/", "https://***@crm.example/"),
        ("https://me:hunter2@crm.example/?name=me@crm.example", "https://***@crm.example/?name=me@crm.example"),
        ("https://crm.example:8080/?name=me@crm.example", "https://crm.example:8080/?name=me@crm.example"),
        ("https://crm.example:${port}/me@crm.example", "https://crm.example:${port}/me@crm.example"),
        ("https://[::1]:8080/me@crm.example", "https://[::1]:8080/me@crm.example"),
        ("https://crm.example/a:b@crm.example", "https://crm.example/a:b@crm.example"),
        ("521@crm.example", "521@crm.example"),
        ("token=hunter2", "token=hunter2"),
    ],
)
def test_an_address_shows_neither_its_user_nor_its_tokens(text: str, expected: str) -> None:
    assert in_address(text) == expected


def test_the_places_of_secrets_are_those_of_their_values() -> None:
    text = "https://me:you@crm.example/?token=x"

    assert [text[start:end] for start, end in secrets_in_address(text)] == ["me:you", "x"]
