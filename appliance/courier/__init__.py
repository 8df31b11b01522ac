"""Copies sealed films to a store and verifies that every byte arrived."""
