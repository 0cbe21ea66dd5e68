"""Renditions: the sizes and formats in which pictures go out, cached by what they are made of."""
