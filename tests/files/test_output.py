"""Writing: everything or nothing, and nothing of anybody else's."""

from __future__ import annotations

import json
import os
import resource
import stat
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.artifact import Artifact
from scenario_kit.files.output import Changes, changes, manifest, write
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = 65534
Tree = dict[str, bytes | None]


def tree(folder: Path) -> Tree:
    """Return everything below a folder: the bytes of files, None for folders, and where links lead."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        else:
            found[name] = path.read_bytes() if path.is_file() else None
    return found


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


def made(files: dict[str, bytes]) -> list[Artifact]:
    artifacts = [Artifact(path, data) for path, data in files.items()]
    return [*artifacts, manifest([("in.yaml", b"version: 1\n")], artifacts)]


def build(folder: Path, files: dict[str, bytes]) -> None:
    write(folder, changes(folder, made(files)))


def refused(folder: Path, files: dict[str, bytes]) -> str:
    with pytest.raises(ScenarioKitError) as caught:
        build(folder, files)
    return str(caught.value)


def contents(files: dict[str, bytes]) -> Tree:
    """Return the tree that a build of `files` into an empty folder leaves."""
    folders = {str(parent): None for path in files for parent in Path(path).parents if parent.name}
    return {**folders, **{artifact.path: artifact.data for artifact in made(files)}}


FIRST = {"a/plan.mmd": b"old plan\n", "a/sheets/main.json": b"{}\n", "simotel.ini": b"[api]\n"}
SECOND = {"a/plan.mmd": b"new plan\n", "b/sheets/main.json": b"{}\n", "simotel.ini": b"[api]\nx = 1\n"}


def test_the_manifest_lists_the_tool_and_what_was_read_and_made() -> None:
    listed = manifest([("b.yaml", b"b"), ("a.yaml", b"")], [Artifact("z", b"z"), Artifact("a/plan.mmd", b"p")])

    assert listed.path == "manifest.json"
    assert listed.data.endswith(b"}\n")
    assert json.loads(listed.data) == {
        "tool": "scenario-kit",
        "version": "0.1.0",
        "inputs": [
            {"file": "a.yaml", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
            {"file": "b.yaml", "sha256": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"},
        ],
        "outputs": [
            {"file": "a/plan.mmd", "sha256": "148de9c5a7a44d19e56cd9ae1a554bf67847afb0c58f6e12fa29ac7ddfca9940"},
            {"file": "z", "sha256": "594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b06"},
        ],
    }


@given(
    st.lists(st.tuples(st.text(), st.binary()), unique_by=lambda pair: pair[0]).flatmap(
        lambda pairs: st.tuples(st.permutations(pairs), st.permutations(pairs))
    )
)
def test_the_manifest_does_not_depend_on_the_order_of_inputs_and_outputs(
    orders: tuple[list[tuple[str, bytes]], list[tuple[str, bytes]]],
) -> None:
    one, other = ([Artifact(name, data) for name, data in order] for order in orders)

    assert manifest(orders[0], one) == manifest(orders[1], other)


def test_a_file_name_that_is_not_utf_8_is_listed_by_its_escape() -> None:
    listed = manifest([("caf\udce9.yaml", b"")], [])

    assert json.loads(listed.data)["inputs"][0]["file"] == "caf\udce9.yaml"


def test_a_new_directory_is_made_with_all_that_lies_above_it(tmp_path: Path) -> None:
    build(tmp_path / "x/y/out", FIRST)

    assert tree(tmp_path / "x/y/out") == contents(FIRST)


def test_what_is_to_be_written_and_removed_is_known_before(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    before = tree(tmp_path)
    artifacts = made(SECOND)

    assert changes(tmp_path, artifacts) == Changes(
        tuple(sorted(artifacts, key=lambda artifact: artifact.path)), ("a/sheets/main.json",)
    )
    assert tree(tmp_path) == before


def test_a_second_build_writes_what_changed_and_removes_what_is_no_longer_made(tmp_path: Path) -> None:
    build(tmp_path, FIRST)

    build(tmp_path, SECOND)

    assert tree(tmp_path) == contents(SECOND)


def test_a_second_build_of_the_same_touches_nothing(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    before = stamps(tmp_path)

    assert changes(tmp_path, made(FIRST)) == Changes((), ())
    build(tmp_path, FIRST)

    assert stamps(tmp_path) == before


def test_files_of_others_stay_and_so_do_the_folders_that_hold_them(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "a/sheets/notes.txt").write_bytes(b"mine")
    (tmp_path / "README").write_bytes(b"mine too")

    build(tmp_path, SECOND)

    others: Tree = {"a/sheets": None, "a/sheets/notes.txt": b"mine", "README": b"mine too"}
    assert tree(tmp_path) == {**contents(SECOND), **others}


def test_a_stale_file_that_was_removed_already_is_ignored(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "a/sheets/main.json").unlink()

    build(tmp_path, SECOND)

    assert tree(tmp_path) == contents(SECOND) | {"a/sheets": None}


def test_a_folder_in_place_of_a_stale_file_is_not_removed(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "a/sheets/main.json").unlink()
    (tmp_path / "a/sheets/main.json").mkdir()

    build(tmp_path, SECOND)

    assert tree(tmp_path) == contents(SECOND) | {"a/sheets": None, "a/sheets/main.json": None}


def test_the_merged_settings_are_for_nobody_elses_eyes(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        build(tmp_path, {"simotel.ini": b"[api]\n", "a/simotel.ini": b"[api]\n"})
    finally:
        os.umask(old)

    modes = {path.name if path.parent == tmp_path else "a": path.stat().st_mode for path in tmp_path.rglob("*.*")}
    assert {name: stat.S_IMODE(mode) for name, mode in modes.items()} == {
        "manifest.json": 0o644,
        "simotel.ini": 0o600,
        "a": 0o644,
    }


def test_a_settings_file_that_others_may_read_is_written_anew(tmp_path: Path) -> None:
    artifacts = [Artifact("simotel.ini", b"[ami]\n"), Artifact("a/sheet.json", b"{}\n")]
    write(tmp_path, changes(tmp_path, artifacts))
    (tmp_path / "simotel.ini").chmod(0o644)

    planned = changes(tmp_path, artifacts)
    assert planned.write == (artifacts[0],)
    write(tmp_path, planned)
    assert stat.S_IMODE((tmp_path / "simotel.ini").stat().st_mode) == 0o600


def test_a_folder_in_the_way_of_a_file_is_reported_and_nothing_is_written(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "simotel.ini").unlink()
    (tmp_path / "simotel.ini").mkdir()
    before = tree(tmp_path)

    assert refused(tmp_path, SECOND) == f"{tmp_path}/simotel.ini: is a directory; nothing was written"
    assert tree(tmp_path) == before


def test_a_folder_that_comes_in_the_way_after_the_comparison_is_reported_too(tmp_path: Path) -> None:
    planned = changes(tmp_path, made(FIRST))
    (tmp_path / "simotel.ini").mkdir()

    with pytest.raises(ScenarioKitError) as caught:
        write(tmp_path, planned)

    assert str(caught.value) == f"{tmp_path}/simotel.ini: is a directory; nothing was written"
    assert tree(tmp_path) == {"simotel.ini": None}


@pytest.mark.parametrize("way", ["out", "out/a"])
def test_a_file_in_the_way_of_a_folder_is_reported_and_nothing_is_written(tmp_path: Path, way: str) -> None:
    (tmp_path / way).parent.mkdir(exist_ok=True)
    (tmp_path / way).write_bytes(b"mine")
    before = tree(tmp_path)

    assert refused(tmp_path / "out", FIRST).endswith(": not a directory; nothing was written")
    assert tree(tmp_path) == before


def test_a_file_that_comes_in_the_way_of_a_folder_is_named_as_the_user_knows_it(tmp_path: Path) -> None:
    planned = changes(tmp_path, made({"a": b""}))
    (tmp_path / "out").write_bytes(b"mine")

    with pytest.raises(ScenarioKitError) as caught:
        write(tmp_path / "out", planned)

    assert str(caught.value) == f"{tmp_path}/out/a: not a directory; nothing was written"


def test_when_the_last_step_fails_every_byte_is_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    before = tree(tmp_path)
    planned = changes(tmp_path, made(SECOND))
    impossible = Changes(planned.write, (*planned.remove, "never-there"))

    with pytest.raises(ScenarioKitError) as caught:
        write(tmp_path, impossible)

    assert str(caught.value) == f"{tmp_path}/never-there: no such file or directory; nothing was written"
    assert tree(tmp_path) == before


forks = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
"""The child of a test only writes a few files; threads of the test runner are none of its business."""


def in_child(action: Callable[[], str]) -> str:
    """Run an action in a process of its own, where rights and limits can be given away, and give what it returns."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=lambda: sender.send(action()))
    child.start()
    sender.close()
    message = receiver.recv()
    child.join()
    return str(message)


def message_of(folder: Path, files: dict[str, bytes]) -> str:
    try:
        build(folder, files)
    except ScenarioKitError as error:
        return str(error)
    return "written"


def as_nobody(action: Callable[[], str]) -> Callable[[], str]:
    def unprivileged() -> str:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return action()

    return unprivileged


@pytest.fixture
def open_path(tmp_path: Path) -> Path:
    """Return a folder that everybody may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and folder.parent != folder and folder != Path("/tmp"):  # noqa: S108
            folder.chmod(folder.stat().st_mode | 0o055)
    return tmp_path


@forks
def test_a_directory_that_may_not_be_written_is_reported_and_stays(open_path: Path) -> None:
    build(open_path, {name: data for name, data in FIRST.items() if name != "simotel.ini"})
    before = tree(open_path)
    folders = [open_path, *(path for path in open_path.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        message = in_child(as_nobody(lambda: message_of(open_path, SECOND)))
    finally:
        for folder in folders:
            folder.chmod(0o755)

    assert message == f"{open_path}/a/plan.mmd: permission denied; nothing was written"
    assert tree(open_path) == before


@forks
def test_a_file_that_may_not_be_read_is_reported_and_stays(open_path: Path) -> None:
    build(open_path, FIRST)
    (open_path / "simotel.ini").chmod(0)

    message = in_child(as_nobody(lambda: message_of(open_path, SECOND)))

    assert message == f"{open_path}/simotel.ini: permission denied; nothing was written"


@forks
def test_a_disk_that_is_full_is_reported_and_everything_is_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    before = tree(tmp_path)

    def limited() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        return message_of(tmp_path, {**SECOND, "c/plan.svg": b"x" * 10_000})

    assert in_child(limited) == f"{tmp_path}: file too large; nothing was written"
    assert tree(tmp_path) == before


def listing(*paths: object) -> bytes:
    return json.dumps({"tool": "scenario-kit", "outputs": [{"file": path} for path in paths]}).encode()


@pytest.mark.parametrize(
    "path", ["a/../simotel.ini", "./simotel.ini", "a//plan.mmd", "b/plan.mmd", "a/sheets/../plan.mmd"]
)
def test_another_way_of_writing_an_artifacts_path_does_not_make_it_stale(tmp_path: Path, path: str) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "manifest.json").write_bytes(listing(path))

    build(tmp_path, FIRST)

    assert tree(tmp_path) == {**contents(FIRST), "b": b"-> a"}


@pytest.mark.parametrize(
    "path",
    ["../victim", "a/../../victim", "../out/../victim", "{outside}/victim", "..", ".", "", "a/..", "link/victim", "/"],
)
def test_a_manifest_never_removes_what_lies_outside(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"
    build(out, FIRST)
    (tmp_path / "victim").write_bytes(b"precious")
    (out / "link").symlink_to(tmp_path)
    (out / "manifest.json").write_bytes(listing(path.format(outside=tmp_path)))

    assert changes(out, made(FIRST)).remove == ()
    build(out, FIRST)

    assert tree(out) == {**contents(FIRST), "link": b"-> " + os.fsencode(tmp_path)}
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_a_link_in_place_of_a_stale_file_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, FIRST)
    (tmp_path / "victim").write_bytes(b"precious")
    (out / "a/sheets/main.json").unlink()
    (out / "a/sheets/main.json").symlink_to(tmp_path / "victim")

    build(out, SECOND)

    assert tree(out) == contents(SECOND)
    assert (tmp_path / "victim").read_bytes() == b"precious"


def test_a_link_in_place_of_an_artifact_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "victim").write_bytes(b"precious")
    out.mkdir()
    (out / "simotel.ini").symlink_to(tmp_path / "victim")

    build(out, FIRST)

    assert tree(out) == contents(FIRST)
    assert (tmp_path / "victim").read_bytes() == b"precious"


@pytest.mark.parametrize("target", ["elsewhere", "missing", "out/a"])
def test_a_folder_that_is_a_link_out_of_the_directory_is_refused(tmp_path: Path, target: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (out / "a").symlink_to(tmp_path / target)
    before = tree(tmp_path)

    message = refused(out, {"0": b"", **FIRST})

    assert message in (
        f"{out}/a/plan.mmd leads out of {out}; nothing was written",
        f"{out}/a/plan.mmd: too many levels of symbolic links; nothing was written",
    )
    assert tree(tmp_path) == before


def test_a_directory_that_is_a_link_itself_is_written(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "disk")

    build(tmp_path / "out", FIRST)
    build(tmp_path / "out", SECOND)

    assert tree(tmp_path / "disk") == contents(SECOND)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x"])
def test_an_artifact_outside_of_the_directory_is_refused(tmp_path: Path, path: str) -> None:
    out = tmp_path / "out"

    with pytest.raises(ScenarioKitError) as caught:
        write(out, Changes((Artifact("ours", b""), Artifact(path, b"")), ()))

    assert str(caught.value) == f"{out / path} leads out of {out}; nothing was written"
    assert tree(tmp_path) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not JSON",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"outputs": []}',
        b'{"tool": "webpack", "outputs": []}',
        b'{"tool": "scenario-kit"}',
        b'{"tool": "scenario-kit", "outputs": 1}',
        b'{"tool": "scenario-kit", "outputs": ["a"]}',
        b'{"tool": "scenario-kit", "outputs": [{"path": "a"}]}',
        b'{"tool": "scenario-kit", "outputs": [{"file": "a\\u0000/b"}]}',
        b"[" * 100_000,
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "manifest.json").write_bytes(data)

    assert refused(tmp_path, FIRST) == (
        f"{tmp_path}/manifest.json was not written by scenario-kit; build into another directory"
    )
    assert tree(tmp_path) == {"manifest.json": data}


PATHS = ["a/plan.mmd", "a/sheets/x.json", "a/sheets/y.json", "b/plan.mmd", "simotel.ini"]
BUILDS = st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=3))


@given(st.lists(BUILDS, min_size=1, max_size=4))
def test_after_any_builds_a_directory_holds_what_the_last_one_made(
    tmp_path_factory: pytest.TempPathFactory, builds: list[dict[str, bytes]]
) -> None:
    out = tmp_path_factory.mktemp("out")

    for files in builds:
        build(out, files)

    assert tree(out) == contents(builds[-1])


@given(first=BUILDS, second=BUILDS.filter(bool), seed=st.integers(0, 4))
def test_after_any_build_that_fails_a_directory_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, bytes], second: dict[str, bytes], seed: int
) -> None:
    out = tmp_path_factory.mktemp("out")
    build(out, first)
    before = tree(out)
    planned = changes(out, made(second))
    broken = Changes(planned.write, (*planned.remove[:seed], "never-there"))

    with pytest.raises(ScenarioKitError):
        write(out, broken)

    assert tree(out) == before
