"""Measure what users wait for, as ratios within one run: seconds differ from machine to machine, ratios hardly do.

Each goal compares our command with what a user would run in its place, or with a floor below which no program in Python
can come. `docs/performance.md` tells the goals and shows the figures.
"""
