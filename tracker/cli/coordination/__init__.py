"""`tracker need`: what administrations ask for."""
