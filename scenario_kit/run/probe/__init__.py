"""Probe: asks an integrator's web service what the PBX would ask, and judges what comes back.

`inquiry` asks and judges; `rules` says what can be wrong, for everybody who lists rules, and costs nothing to import.
"""
