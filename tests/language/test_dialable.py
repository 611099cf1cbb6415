"""What can be dialled, and what is written instead of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.language.dialable import caller_id_fault, dial_fault, is_dialable

written = st.text("0129+*#OoIlXxan-()./@;:,'\"[]!_ ۱٢\u200e\ufeff\u2013", max_size=10)


@pytest.mark.parametrize(
    "number", ["0521", "+98912", "*72#", "sip-AZIN", "nora.n", "OK1", "l100", "OO", "1e3", "~1", "1_000", "+", "no"]
)
def test_numbers_and_names_can_be_dialled(number: str) -> None:
    assert is_dialable(number)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("۰۹۱۲۰۰۰۰۰۰۱", "09120000001"),
        ("٠٩١٢-٠٠٠-٠٠٠١", "09120000001"),
        ("09120000001\u200e", "09120000001"),
        ("\ufeff0912", "0912"),
        ("0912\u00a0000", "0912000"),
        ("(021)88001100", "02188001100"),
        ("+98 (21) 8800\u20131100", "02188001100"),
        ("9120000001.0", "9120000001"),
        ("98912+", "+98912"),
        ("tel:+989120000001", "09120000001"),
        ("0098-912-000-0001", "09120000001"),
        ("tel:+441234567890", "+441234567890"),
        ("tel:+98912", "+98912"),
        ("sip:200@provider", "200"),
        ("PJSIP/200", "200"),
        ("O9120000001", "09120000001"),
        ("O912-000-0001", "09120000001"),
        ("2O2", "202"),
        ("9O", "90"),
        ("2OO", "200"),
        ("OO9", "009"),
        ("1o", "10"),
        ("2I", "21"),
        ("9l0", "910"),
        ("l9120000001", "19120000001"),
        ("'0912", "0912"),
        ("0912,", "0912"),
        ("9.12E+09", None),
        ("0912;0913", None),
        ("1،2", None),
        ("09120000001 09120000002", None),
        ("09120000001-09120000002", None),
        ("X.", None),
        ("_0X.", None),
        ("[0-9]!", None),
        ("09XX", None),
        ("9+12", None),
        ("نسیم", None),
        ("-", None),
        ("", None),
        ("SIP/" * 50 + "2", None),
    ],
)
def test_what_people_write_cannot_be_dialled_and_is_mended_where_it_is_clear(text: str, mended: str | None) -> None:
    fault = dial_fault(text)
    assert fault is not None
    assert fault.mended == mended
    assert (mended is None) or f"`{mended}`" in fault.help


@given(written)
def test_a_mended_number_can_be_dialled(text: str) -> None:
    fault = dial_fault(text)
    assert fault is None or fault.mended is None or is_dialable(fault.mended)


@pytest.mark.parametrize(
    "name", ["پشتیبانی فروش", "Sales <557>", "557", "masking", "Ali Rezaei", "Ali; Sara", "Desk 1; 2"]
)
def test_a_caller_id_may_be_a_name(name: str) -> None:
    assert caller_id_fault(name) is None


@pytest.mark.parametrize(
    "text", ["۰۲۱۳۱۰۴", "021-3104", "tel:021", "9.12E+09", "9120000001.0", "0213104;0213105", "557, 558", "557؛558"]
)
def test_a_number_as_caller_id_is_one_that_can_be_dialled(text: str) -> None:
    assert caller_id_fault(text) is not None
