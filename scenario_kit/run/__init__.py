"""Operations on many files: check, build, run tests, probe web services."""
