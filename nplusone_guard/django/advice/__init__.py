"""The fixes in Django's words: one module for each way to mend a loop."""
