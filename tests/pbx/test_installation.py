"""How to install an extra: from where the program came from, which is a folder, a wheel, a repository or an archive."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING, Any

import pytest

from scenario_kit.pbx import installation
from scenario_kit.pbx.installation import install_command, requirement

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("info", "arguments"),
    [
        ({"dir_info": {}}, "'{}[web]'"),
        ({"dir_info": {"editable": True}}, "--editable '{}[web]'"),
        ({"archive_info": {}}, "'{}[web]'"),
    ],
)
def test_a_folder_or_a_wheel_is_installed_again_with_the_extra(
    info: dict[str, Any], arguments: str, tmp_path: Path
) -> None:
    source = tmp_path / "my kit"
    source.mkdir()

    assert requirement({"url": source.as_uri(), **info}, "web") == arguments.format(source)


def test_a_folder_that_is_gone_cannot_be_installed_again(tmp_path: Path) -> None:
    assert requirement({"url": (tmp_path / "gone").as_uri(), "dir_info": {}}, "web") is None


@pytest.mark.parametrize(
    ("record", "arguments"),
    [
        (
            {"url": "https://git.example/kit.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "'scenario-kit[web] @ git+https://git.example/kit.git@abc'",
        ),
        (
            {"url": "file:///srv/kit.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "'scenario-kit[web] @ git+file:///srv/kit.git@abc'",
        ),
        (
            {"url": "https://files.example/kit.whl", "archive_info": {}},
            "'scenario-kit[web] @ https://files.example/kit.whl'",
        ),
    ],
)
def test_a_repository_or_an_archive_is_named_by_its_address(record: dict[str, Any], arguments: str) -> None:
    assert requirement(record, "web") == arguments


@pytest.mark.parametrize(
    ("modules", "programs", "command"),
    [
        ({"pip", "ensurepip"}, {"uv"}, "{0} -m pip install"),
        ({"pip"}, set(), "{0} -m pip install"),
        ({"ensurepip"}, {"uv"}, "uv pip install --python {0}"),
        ({"ensurepip"}, set(), "{0} -m ensurepip && {0} -m pip install"),
        (set(), {"uv"}, "uv pip install --python {0}"),
        (set(), set(), "uv pip install --python {0}"),
    ],
)
def test_the_command_uses_what_is_there(
    modules: set[str], programs: set[str], command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "find_spec", lambda name: name if name in modules else None)
    monkeypatch.setattr(installation, "which", lambda name: name if name in programs else None)
    monkeypatch.setattr(sys, "executable", "/my kit/bin/python")

    assert install_command("web", "httpx").startswith(command.format("'/my kit/bin/python'") + " ")


def test_without_an_installation_the_package_itself_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installation, "distribution", missing)

    assert install_command("web", "httpx") == f"{sys.executable} -m pip install httpx"


@pytest.mark.parametrize("record", [None, '{"url": "file:///nowhere/at/all", "dir_info": {}}'])
def test_without_a_known_source_the_package_itself_is_named(
    record: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Installed:
        def read_text(self, _: str) -> str | None:
            return record

    monkeypatch.setattr(installation, "distribution", lambda _: Installed())

    assert install_command("web", "httpx") == f"{sys.executable} -m pip install httpx"
