"""The cover pictures of the starter content, drawn from plain shapes."""
