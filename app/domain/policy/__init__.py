"""The privacy policy as data and pure functions: no database, no request, no clock. The public page is rendered from it."""
