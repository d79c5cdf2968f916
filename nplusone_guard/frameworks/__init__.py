"""The rooms of the frameworks: templates, serializers, the admin and the like."""
