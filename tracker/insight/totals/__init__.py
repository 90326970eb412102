"""Sums of money as reported at conferences: by owner, converted, and what is counted twice."""
