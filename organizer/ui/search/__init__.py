"""The search box and what it offers."""
