"""The Django app behind the documentation's code blocks."""
