"""Editing: the source around a finding, read and written anew, whatever the ORM."""
