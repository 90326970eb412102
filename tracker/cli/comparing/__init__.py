"""`tracker compare`, `why` and `followup`: what changed from one conference to the next, and why."""
