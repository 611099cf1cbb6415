"""Rehearsal: a call walked through the call graph without a PBX.

A `Plan` is a call graph made ready; a `Request` is a call and what the outside does to it; `simulate` gives the
`Result`. A scenario's `tests` become requests by `request_of`, and `mismatches` compares. What the plan or the test
leaves open is never guessed: the result says where and why it stopped.
"""
