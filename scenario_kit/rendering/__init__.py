"""A call graph to artifacts: layout, diagrams, sheets, and requests."""
