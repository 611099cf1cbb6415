"""Call graph to artifacts: names and bytes of everything that `build` writes, made through ``templates/``."""

from __future__ import annotations

import json
import re
import traceback
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2 import meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import htmlsafe_json_dumps

from scenario_kit.files.artifact import Artifact
from scenario_kit.files.shipped import shipped
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.api import originate_request
from scenario_kit.profiles.json_values import WrittenNumber
from scenario_kit.profiles.loading import DEFAULT_PROFILE, find_map, load_map
from scenario_kit.profiles.parsing import MapError
from scenario_kit.profiles.style import sheet_text
from scenario_kit.profiles.values import UnwritableError
from scenario_kit.profiles.writing import Writer
from scenario_kit.rendering.diagram import diagram_context, svg_context
from scenario_kit.rendering.graph_files import NOT_XML, graphml, node_link
from scenario_kit.rendering.sheets import sheets, template_context

if TYPE_CHECKING:
    import gettext
    from collections.abc import Callable, Mapping

    from scenario_kit.callgraph.graph import CallGraph
    from scenario_kit.profiles.declaration import SheetMap
    from scenario_kit.rendering.sheets import Sheet

_ESCAPED: Final = (".html.j2", ".svg.j2")
_NOT_MERMAID: Final = re.compile(r"[^\w \-.,:/+*~()=]")
"""Characters that Mermaid's quoted texts cannot hold, or that it may read as syntax."""

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False).encode
_DICT_ATTRIBUTES: Final = frozenset(dir(dict))
_LOOP_ATTRIBUTES: Final = frozenset({"first", "index", "index0", "last"})
_RENDERING_ERRORS: Final = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an invalid or unreadable template can raise."""


class TemplateError(ScenarioKitError):
    """A template is missing, cannot be rendered, or wrote something that is not JSON."""


def render(
    calls: CallGraph,
    *,
    templates: str | Path | None = None,
    profile: str = DEFAULT_PROFILE,
    notes: Mapping[str, dict[str, Any]] | None = None,
) -> list[Artifact]:
    """Render the artifacts of one scenario, below a folder of its name.

    Args:
        calls: The call graph of a scenario without errors.
        templates: A directory of templates that override the built-in ones.
        profile: The folder in the templates with the sheet's template.
        notes: What the editor knows of each sheet, by the sheet's id.

    Raises:
        TemplateError: A template is missing or invalid.
    """
    renderer = Renderer(templates)
    name = calls.scenario.name
    laid_out = sheets(calls)
    artifacts = [
        Artifact(f"{name}/sheets/{sheet.name}.json", renderer.sheet_of(calls, sheet, profile, notes))
        for sheet in laid_out
    ]
    if calls.scenario.originate is not None:
        request = originate_request(calls.scenario.originate)
        context = {"scenario": name, "body": request.body, "path": request.path}
        artifacts += [
            Artifact(f"{name}/originate.{kind}", renderer.text(f"originate/originate.{kind}.j2", context))
            for kind in ("json", "sh", "php", "html")
        ]
    if laid_out:
        artifacts.append(Artifact(f"{name}/plan.svg", renderer.text("plan/plan.svg.j2", svg_context(calls, laid_out))))
        artifacts.append(Artifact(f"{name}/plan.mmd", renderer.text("plan/plan.mmd.j2", diagram_context(calls))))
    return artifacts


class Renderer:
    """Renders the built-in templates and the user's own in Jinja2's sandbox.

    Args:
        templates: A directory of templates that override the built-in ones.
        translations: The texts of templates in another language.

    Attributes:
        environment: Jinja2's environment.

    Raises:
        TemplateError: The directory does not exist.
    """

    def __init__(
        self, templates: str | Path | None = None, *, translations: gettext.NullTranslations | None = None
    ) -> None:
        directories = [shipped("templates")]
        if templates is not None:
            if not Path(templates).is_dir():
                raise TemplateError(f"templates `{templates}`: no such directory")
            directories.insert(0, Path(templates))
        self._directories = tuple(map(str, directories))
        self.environment = _environment(self._directories)
        if translations is not None:
            self.environment = _translated(self.environment, translations)

    def sheet_of(
        self, calls: CallGraph, sheet: Sheet, profile: str, notes: Mapping[str, dict[str, Any]] | None = None
    ) -> bytes:
        """Render a sheet of a call graph; `notes` has what the editor knows of each sheet. See `sheet`."""
        own = (notes or {}).get(sheet.name)
        return self.sheet(template_context(calls, sheet, own), profile, own)

    def sheet(self, context: dict[str, Any], profile: str, notes: dict[str, Any] | None = None) -> bytes:
        """Render a sheet through a profile; the output of a user's template must be JSON.

        Args:
            context: The sheet.
            profile: The folder in the templates.
            notes: What the editor knows of the sheet.

        Raises:
            TemplateError: The template is invalid, or the format cannot hold the sheet.
            ProfileError: The profile's map is invalid.
        """
        name = f"{profile}/sheet.json.j2"
        path = find_map(profile, self._directories[:-1])
        if path is not None and not self._has_template(profile, path):
            writer = _writer(path)
            style = writer.style(notes)
            return self._rendered(
                "sheet.json.j2", {**context, "value": _value(writer, context, profile, notes), "style": style}
            ).encode()
        if self._uses_value(name):
            writer = _writer(path or _default_map())
            context = {**context, "value": _value(writer, context, profile, notes)}
        data = self.text(name, context)
        if len(self._directories) == 1:
            return data  # the tests check the built-in template
        try:
            read_json(data)
        except StrictJsonError as error:
            written = data.decode().split("\n")[error.line - 1]
            raise TemplateError(
                f"template `{name}` did not write JSON for sheet `{context['sheet']}`: {error.reason} in line "
                f"{error.line} of its output, `{written.strip()[:60]}`; write every value with `tojson`"
            ) from None
        return data

    def map(self, profile: str) -> SheetMap | None:
        """Return the map of a profile; None if it has only a template.

        Raises:
            ProfileError: The map is invalid.
        """
        path = find_map(profile, self._directories[:-1])
        return None if path is None else _writer(path).map

    def _has_template(self, profile: str, path: Path) -> bool:
        """Whether a profile has a template in the directory of its map, or in one that goes before it."""
        for directory in self._directories:
            if (Path(directory) / profile / "sheet.json.j2").is_file():
                return True
            if path.parent == Path(directory) / profile:
                return False
        return True

    def _uses_value(self, name: str) -> bool:
        """Whether a template may print the value of the map."""
        try:
            source, _, _ = self.environment.loader.get_source(self.environment, name)  # type: ignore[union-attr]
        except (jinja2.TemplateError, OSError, ValueError):
            return False
        return _mentions_value(self.environment, source)

    def text(self, name: str, context: dict[str, Any]) -> bytes:
        """Render a template to UTF-8 text with one line break at its end."""
        text = self._rendered(name, context)
        if name.endswith(".svg.j2"):
            text = NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
        return (text.rstrip("\n") + "\n").encode()

    def _rendered(self, name: str, context: dict[str, Any]) -> str:
        try:
            return self.environment.get_template(name).render(context)
        except jinja2.TemplateNotFound as error:
            raise TemplateError(
                f"template `{error.name}` not found; a profile is a folder with a `sheet.json.j2`"
            ) from None
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(f"template `{error.name}`, line {error.lineno}: {error.message}") from None
        except _RENDERING_ERRORS as error:
            at, line = self._place(error) or (name, 1)
            raise TemplateError(f"template `{at}`, line {line}: {error}") from None

    def _place(self, error: BaseException) -> tuple[str, int] | None:
        """Return the template and the line where an error was raised; Jinja2 puts them into the traceback."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            for directory in self._directories:
                if frame.filename.startswith(f"{directory}/") and frame.lineno:
                    return frame.filename.removeprefix(f"{directory}/"), frame.lineno
        return None


def _value(writer: Writer, context: dict[str, Any], profile: str, notes: dict[str, Any] | None) -> Any:  # noqa: ANN401
    try:
        return writer.value(context, notes)
    except (UnwritableError, MapError) as error:
        raise TemplateError(f"profile `{profile}`, sheet `{context['sheet']}`: {error}") from None


def _default_map() -> Path:
    return Path(shipped("templates")) / DEFAULT_PROFILE / "sheet.map.yaml"


def _writer(path: Path) -> Writer:
    status = path.stat()
    return _writer_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16)
def _writer_of(path: Path, _changed: int, _size: int) -> Writer:
    return Writer(load_map(path))


@lru_cache(maxsize=64)
def _mentions_value(environment: jinja2.Environment, source: str) -> bool:
    try:
        tree = environment.parse(source)
        return "value" in meta.find_undeclared_variables(tree) or any(tree.find(kind) for kind in _INCLUDING)
    except jinja2.TemplateError:
        return False  # rendering it tells why


_INCLUDING: Final[tuple[type[nodes.Node], ...]] = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


GRAPH_FORMATS: Final[Mapping[str, Callable[[CallGraph], bytes]]] = {
    "mermaid": lambda calls: Renderer().text("plan/plan.mmd.j2", diagram_context(calls)),
    "dot": lambda calls: Renderer().text("plan/plan.dot.j2", diagram_context(calls)),
    "svg": lambda calls: Renderer().text("plan/plan.svg.j2", svg_context(calls, sheets(calls))),
    "json": node_link,
    "graphml": graphml,
}
"""Writes a call graph as a picture or as a file for other programs, by format."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with faster access to keys of dicts and to the attributes of loops; the results are the same.

    For a key, the original first raises and catches an error; for an attribute, it checks each time if it is safe.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401
        """Return an attribute, or else an item."""
        if type(obj) is dict and attribute in obj and attribute not in _DICT_ATTRIBUTES:
            return obj[attribute]
        if type(obj) is LoopContext and attribute in _LOOP_ATTRIBUTES:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def _environment(directories: tuple[str, ...]) -> jinja2.Environment:
    environment = _Sandbox(
        loader=jinja2.FileSystemLoader(directories),
        autoescape=lambda name: name is not None and name.endswith(_ESCAPED),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=False,
        auto_reload=False,
    )
    environment.filters["dot"] = _dot_quoted
    environment.filters["mermaid"] = _mermaid
    environment.filters["tojson"] = _tojson
    environment.filters["sheet_text"] = sheet_text
    return environment


def _translated(environment: jinja2.Environment, translations: gettext.NullTranslations) -> jinja2.Environment:
    """Return an environment whose templates mark their texts with `trans` and `_`."""
    translated = environment.overlay(extensions=["jinja2.ext.i18n"])
    translated.policies = environment.policies | {"ext.i18n.trimmed": True}
    translated.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    return translated


@jinja2.pass_eval_context
def _tojson(context: jinja2.nodes.EvalContext, value: Any, indent: int | None = None) -> Any:  # noqa: ANN401
    """Write JSON as Jinja2's own filter does, but outside of HTML without escapes for `<`, `>`, `&` and `'`."""
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises the error that names what is undefined
    if context.autoescape:
        return htmlsafe_json_dumps(value, json.dumps, indent=indent)
    if indent is not None:
        return json.dumps(value, indent=indent, ensure_ascii=False)
    # The encoder takes ten times as long for a number.
    return str(value) if type(value) is int else value.written if type(value) is WrittenNumber else _ENCODE(value)


def _mermaid(value: object) -> str:
    """Write a text inside Mermaid's double quotes: all but letters, digits and plain signs become entity codes."""
    return _NOT_MERMAID.sub(lambda match: f"#{ord(match[0])};", str(value))


def _dot_quoted(value: object) -> str:
    """Write a text as a quoted string of Graphviz's language, which ends at a NUL; backslash and quote are escaped."""
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f'"{escaped}"'
