"""The publish side: content folder in, static site and feeds out. Runs where there is no Django."""
