# ruff: noqa: INP001  a collection has no packages
"""The action simotel_ini: reads the file from the PBX, plans the edits here, and writes the file with Ansible's copy.

No result contains the old or the new text. copy runs without a diff, because that would show both; the diff of the
result is the plan's own, with masked values.
"""

from __future__ import annotations

import base64
import hashlib
import shlex
import tempfile
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible import constants as C  # noqa: N812  the name that it has everywhere in Ansible

try:
    from scenario_kit import Layout, ScenarioKitError, Setting, Severity, check_paths, plan_ini, settings_of
    from scenario_kit.findings.model import START
    from scenario_kit.pbx.ini.diff import unified_diff
except ImportError as error:
    MISSING = f"install scenario-kit for the Python that runs Ansible: cannot import {error.name}"
else:
    MISSING = ""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit import Finding, IniPlan

OPTIONS = {
    "path": {"type": "str", "default": "/etc/simotel/simotel.ini"},
    "scenarios": {"type": "list", "elements": "str", "default": []},
    "parameters": {"type": "dict", "default": {}},
    "settings": {"type": "dict", "default": {}},
    "layout": {"type": "str", "choices": ["api", "call_limit", "auto"]},
    "encoding": {"type": "str", "default": "utf-8"},
    "create": {"type": "bool", "default": False},
    "backup": {"type": "bool", "default": True},
}
CHANGED_SINCE_READ = "it was changed since it was read; nothing was written, run again"


class ActionModule(ActionBase):
    """Plans on the controller, and writes on the PBX."""

    TRANSFERS_FILES = True
    _supports_check_mode = True
    _supports_diff = True
    _supports_async = False

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        del tmp
        if MISSING:
            raise AnsibleActionFail(MISSING)
        _, options = self.validate_argument_spec(argument_spec=OPTIONS)
        try:
            return result | self._run(options, task_vars or {})
        except ScenarioKitError as error:
            raise AnsibleActionFail(str(error)) from None
        finally:
            self._remove_tmp_path(self._connection._shell.tmpdir)  # noqa: SLF001  as every action does

    def _run(self, options: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        settings, findings = self._settings(options)
        old = self._read(options["path"], create=options["create"], task_vars=task_vars) if settings else None
        layout = Layout(options["layout"]) if options["layout"] else None
        plan = plan_ini(old or b"", settings, file=options["path"], layout=layout, encoding=options["encoding"])
        findings += plan.findings
        result: dict[str, Any] = {"changed": plan.changed, "findings": [_as_dict(finding) for finding in findings]}
        errors = [_as_text(finding) for finding in findings if finding.severity is Severity.ERROR]
        if errors:
            return result | {"changed": False, "failed": True, "msg": "; ".join(errors)}
        result["warnings"] = [_as_text(finding) for finding in findings if finding.severity is Severity.WARNING]
        result["edits"] = [asdict(edit) for edit in plan.edits]
        if plan.changed and self._task.diff:
            result["diff"] = {"prepared": unified_diff(plan)}
        if plan.changed and not self._task.check_mode:
            result |= self._write(plan, old, backup=options["backup"], task_vars=task_vars)
        return result

    def _settings(self, options: Mapping[str, Any]) -> tuple[list[Setting], tuple[Finding, ...]]:
        """Return the required settings, and findings; no settings if the scenarios have errors."""
        additional = [
            Setting("api", key.lower(), str(value), "--set-key", START) for key, value in options["settings"].items()
        ]
        paths = [self._loader.path_dwim(path) for path in options["scenarios"]]
        if not paths and not additional:
            raise AnsibleActionFail("no required settings; give scenarios, or settings")
        if not paths:
            return additional, ()
        run = check_paths(paths, {key: str(value) for key, value in options["parameters"].items()})
        if run.has_errors:
            return [], tuple(run.findings)
        return [*(setting for file in run.files for setting in settings_of(file.loaded)), *additional], ()

    def _read(self, path: str, *, create: bool, task_vars: dict[str, Any]) -> bytes | None:
        """Return the bytes of the file; None if it does not exist and may be created."""
        arguments = {"path": path, "follow": True, "get_checksum": False, "get_mime": False, "get_attributes": False}
        stat = self._run_module("stat", arguments, task_vars)["stat"]
        if not stat["exists"]:
            if create:
                return None
            raise AnsibleActionFail(f"{path}: no such file; `create: true` treats it as empty")
        if not stat["isreg"]:
            raise AnsibleActionFail(f"{path}: not a regular file")
        if stat["nlink"] > 1:
            raise AnsibleActionFail(
                f"{path}: the file has another name (a hard link), which would keep the old settings"
            )
        return base64.b64decode(self._run_module("slurp", {"src": path}, task_vars)["content"])

    def _run_module(self, module: str, arguments: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._execute_module(f"ansible.legacy.{module}", arguments, task_vars=task_vars)
        if answer.get("failed"):
            raise AnsibleActionFail(f"{module}: {answer.get('msg', 'failed')}")
        return answer

    def _write(self, plan: IniPlan, old: bytes | None, *, backup: bool, task_vars: dict[str, Any]) -> dict[str, Any]:
        """Write the new bytes, unless the file has changed since it was read."""
        with tempfile.NamedTemporaryFile(dir=C.DEFAULT_LOCAL_TMP) as file:
            file.write(plan.new_bytes)
            file.flush()
            task = self._task.copy()
            task.diff = False
            task.args = {"src": file.name, "dest": plan.file, "follow": True, "backup": backup}
            task.args |= (
                {"mode": "0600", "force": False} if old is None else {"validate": _unless_changed(plan.file, old)}
            )
            copy = self._shared_loader_obj.action_loader.get(
                "ansible.legacy.copy",
                task=task,
                connection=self._connection,
                play_context=self._play_context,
                loader=self._loader,
                templar=self._templar,
                shared_loader_obj=self._shared_loader_obj,
            )
            done: dict[str, Any] = copy.run(task_vars=task_vars)
        message = str(done.get("msg", "failed"))
        if done.get("failed") and "failed to validate" not in message:
            raise AnsibleActionFail(f"{plan.file}: copy: {message}")
        if done.get("failed") or not done.get("changed"):
            raise AnsibleActionFail(f"{plan.file}: {CHANGED_SINCE_READ}")
        return {"backup_file": done["backup_file"]} if "backup_file" in done else {}


def _unless_changed(path: str, old: bytes) -> str:
    """Return the command that copy runs on the PBX just before it moves the new file into place."""
    digest = hashlib.sha256(old).hexdigest()
    same = f'test "$(sha256sum < {shlex.quote(path)})" = "{digest}  -"'
    return f"sh -c {shlex.quote(same)}".replace("%", "%%") + " %s"


def _as_text(finding: Finding) -> str:
    return f"{finding.file}:{finding.span.line}: {finding.code} {finding.message}"


def _as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.file,
        "line": finding.span.line,
        "help": finding.help,
    }
