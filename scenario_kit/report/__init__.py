"""Results to text, JSON, SARIF, JUnit, GitHub, and the web page."""
