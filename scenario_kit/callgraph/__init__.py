"""A scenario as a graph: components, wires, routes, and match patterns."""
