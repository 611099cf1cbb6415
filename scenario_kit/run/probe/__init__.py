"""Probe: sends an integrator's web service the request that the PBX would send, and checks the answer."""
