"""What a page may take for granted: one module per mark, with `prepare()` and `names()`."""
