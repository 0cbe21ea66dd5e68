"""Which outputs there are: one module per family of pages, each yielding targets."""
