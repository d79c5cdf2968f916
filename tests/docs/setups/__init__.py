"""What a page may take for granted: one module per mark, each with a `names()` function."""
