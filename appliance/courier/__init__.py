"""Copies sealed films to a store and proves that they arrived."""
