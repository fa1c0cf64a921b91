"""Versioned forms, responses and scores, for every judgement in the house."""
