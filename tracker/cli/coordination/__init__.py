"""Commands about what administrations need and donors offer."""
