"""Sums of money as conferences were told: whose, converted, and what is counted twice."""
