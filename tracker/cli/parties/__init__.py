"""`tracker donor`, `beneficiary`, `organisation` and `partnership`."""
