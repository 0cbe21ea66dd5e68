"""The index of one build: what is on the site, read through a facade that records every read."""
