"""Vacancies, and the stages of their pipelines."""
