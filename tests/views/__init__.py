"""Views that users save."""
