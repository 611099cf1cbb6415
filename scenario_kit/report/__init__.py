"""Reports of results: text, JSON, SARIF, JUnit, GitHub, and the web page."""
