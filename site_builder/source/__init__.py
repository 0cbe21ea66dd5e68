"""Reading the content folder: which files there are, what is in them, what was good before."""
