"""``python -m scenario_kit`` does what ``scenario-kit`` does."""

from scenario_kit.cli import main

main()
