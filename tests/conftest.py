from hypothesis import HealthCheck, settings

# Documents with Thai text of every block kind are slow to generate, not to test. Nothing is
# remembered between runs: a checkout stays clean.
settings.register_profile(
    "newsroom",
    deadline=None,
    max_examples=60,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("newsroom")
