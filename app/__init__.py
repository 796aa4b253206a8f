"""Vivier, an applicant tracker that keeps its privacy promises."""

from .factory import create_app as create_app
