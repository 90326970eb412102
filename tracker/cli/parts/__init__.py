"""`tracker risk`, `outcome` and `milestone`: the parts of a project."""
