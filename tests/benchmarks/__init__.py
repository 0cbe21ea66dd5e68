"""Measurements, not tests: `make bench`. What they measure and the last figures: docs/benchmarks.md."""
