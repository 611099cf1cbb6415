"""The rules of what a web service answers, with their fixed codes."""

from __future__ import annotations

from scenario_kit.findings.model import Rule, Severity

NO_ANSWER = Rule(
    "P701",
    "no-answer",
    Severity.ERROR,
    "A web service cannot be reached, or what it sends is not an HTTP answer that ends in time.",
    "The PBX asks, waits and goes on as if nobody had answered: the call leaves by F, `e` or `i`.",
)
WRONG_STATUS = Rule(
    "P702",
    "wrong-status",
    Severity.ERROR,
    "A web service answers with another HTTP status than 200.",
    "The PBX takes that for no answer.",
)
NOT_JSON = Rule(
    "P703",
    "not-json",
    Severity.ERROR,
    "An answer is not one JSON object in UTF-8 of a reasonable size.",
    "The PBX cannot read it and takes it for no answer.",
)
WRONG_CONTENT_TYPE = Rule(
    "P704",
    "wrong-content-type",
    Severity.WARNING,
    "An answer is JSON in UTF-8, and its Content-Type says something else.",
    "A reader that believes the header does not take it for JSON, or reads its letters wrong.",
)
UNUSABLE_ANSWER = Rule(
    "P705",
    "unusable-answer",
    Severity.ERROR,
    "An answer does not say `ok`, lacks a field, or has one that is not what the component needs.",
    "The PBX cannot use it: nobody is dialled, no case is taken, no command is run.",
)
DOUBTFUL_ANSWER = Rule(
    "P706",
    "doubtful-answer",
    Severity.WARNING,
    "An answer can be used, and has a field that is not known, or is not written as documented.",
    "A misspelt field says nothing to the PBX, and a number that is not text loses its leading 0.",
)
NOT_ON_PBX = Rule(
    "P707",
    "not-on-pbx",
    Severity.ERROR,
    "An answer names a trunk, an extension, an announcement or music that the PBX does not have, or has switched off.",
    "The dialling fails, or the caller hears nothing.",
)
BARRED_ANSWER = Rule(
    "P708",
    "barred-answer",
    Severity.ERROR,
    "A web service has a number dialled that begins with a code which the PBX bars.",
    "The PBX refuses the call.",
)
UNKNOWN_CASE = Rule(
    "P709",
    "unknown-case",
    Severity.ERROR,
    "A web service names a case for which the component has no row.",
    "The call leaves by `i` of an IVR API and by `e` of a Smart API, not where it was meant to go.",
)
SLOW_ANSWER = Rule(
    "P710",
    "slow-answer",
    Severity.ERROR,
    "The slowest answer takes longer than the PBX waits.",
    "The PBX gives up, and that call goes on as if nobody had answered.",
)
SLUGGISH_ANSWER = Rule(
    "P711",
    "sluggish-answer",
    Severity.WARNING,
    "One answer in twenty takes more than half of the time that the PBX waits.",
    "Once there are more calls than this test, some of them go without an answer.",
)
IDLE_COMMANDS = Rule(
    "P712",
    "idle-commands",
    Severity.WARNING,
    "The commands for a Smart API do not end with Exit, or go on behind it.",
    "Without Exit the call leaves by `e`; what stands behind it is never run.",
)
