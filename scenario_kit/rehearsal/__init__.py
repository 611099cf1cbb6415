"""Rehearsal: simulates a call through the call graph without a PBX.

`simulate` runs a `Request` through a `Plan` and returns a `Result`. `request_of` makes the request of a test, and
`mismatches` compares the result with it. Nothing is guessed: a rehearsal that lacks an answer stops and says why.
"""
