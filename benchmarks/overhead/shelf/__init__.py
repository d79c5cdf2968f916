"""A Django app of two tables, for measuring on."""
