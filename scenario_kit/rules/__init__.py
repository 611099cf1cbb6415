"""The rules: what is checked once a scenario can be read. `checking` lists the families and runs them."""
