"""`tracker brief`: papers for a meeting with a donor or a beneficiary, and the fiche of a project."""
