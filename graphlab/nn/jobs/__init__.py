"""Trainings in a process of their own."""
