"""Is each tracking call of the builder held by a test? `python -m tests.mutations` disables them one
after the other; the tests must fail each time."""
