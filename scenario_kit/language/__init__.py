"""The scenario language: the catalogue of components, models, parameters, and loading."""
