"""The rules about answers of web services."""

from __future__ import annotations

from scenario_kit.findings.model import Rule, Severity

NO_ANSWER = Rule(
    "P701",
    "no-answer",
    Severity.ERROR,
    "A web service cannot be reached, or does not send a complete HTTP answer in time.",
    "The PBX waits and continues without an answer: the call leaves by F, `e` or `i`.",
)
WRONG_STATUS = Rule(
    "P702",
    "wrong-status",
    Severity.ERROR,
    "A web service answers with an HTTP status other than 200.",
    "The PBX treats that as no answer.",
)
NOT_JSON = Rule(
    "P703",
    "not-json",
    Severity.ERROR,
    "An answer is not one JSON object in UTF-8 of a reasonable size.",
    "The PBX cannot read it and treats it as no answer.",
)
WRONG_CONTENT_TYPE = Rule(
    "P704",
    "wrong-content-type",
    Severity.WARNING,
    "An answer is JSON in UTF-8, but its Content-Type says otherwise.",
    "A client that trusts the header may not read it as JSON, or may garble its text.",
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
    "An answer is usable, but has an unknown field or is not written as documented.",
    "The PBX ignores a misspelt field, and a number that is not text loses its leading 0.",
)
NOT_ON_PBX = Rule(
    "P707",
    "not-on-pbx",
    Severity.ERROR,
    "An answer names a trunk, an extension, an announcement or music that the PBX does not have, or that is disabled.",
    "The dialling fails, or the caller hears nothing.",
)
BARRED_ANSWER = Rule(
    "P708",
    "barred-answer",
    Severity.ERROR,
    "A web service answers a number that starts with a barred code.",
    "The PBX refuses the call.",
)
UNKNOWN_CASE = Rule(
    "P709",
    "unknown-case",
    Severity.ERROR,
    "A web service names a case for which the component has no row.",
    "The call leaves by `i` of an IVR API and by `e` of a Smart API, not where it should.",
)
SLOW_ANSWER = Rule(
    "P710",
    "slow-answer",
    Severity.ERROR,
    "The slowest answer takes longer than the PBX waits.",
    "The PBX gives up, and that call continues without an answer.",
)
SLUGGISH_ANSWER = Rule(
    "P711",
    "sluggish-answer",
    Severity.WARNING,
    "One answer in twenty takes more than half of the time that the PBX waits.",
    "Under more load than this probe, some calls will get no answer.",
)
IDLE_COMMANDS = Rule(
    "P712",
    "idle-commands",
    Severity.WARNING,
    "The commands for a Smart API do not end with Exit, or continue after it.",
    "Where the call goes without Exit is not documented; commands after Exit never run.",
)
