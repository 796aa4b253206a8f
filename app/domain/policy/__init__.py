"""The privacy policy as data and pure functions; the public page is rendered from it."""
